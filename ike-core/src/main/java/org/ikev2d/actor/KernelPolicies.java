package org.ikev2d.actor;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.Direction;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.KernelPolicy.Template;
import org.ikev2d.port.PolicyAction;
import org.ikev2d.port.PolicyAction.Endpoints;
import org.ikev2d.port.PolicyAction.Protect;
import org.ikev2d.port.PolicyPart;
import org.ikev2d.port.SecurityPolicy;

/** From a policy of the administrator to the entries that a kernel's SPD has for it. */
final class KernelPolicies {
  /** Behind the policies of administrators, whose priority is 0 unless they say otherwise. */
  private static final int FIRST_PRIORITY = 100_000;

  private KernelPolicies() {}

  /**
   * @param reqid of its SAs, of no account if it protects nothing
   */
  static List<KernelPolicy> of(SecurityPolicy policy, int reqid) {
    Optional<Endpoints> ends =
        policy.action() instanceof Protect protect ? protect.endpoints() : Optional.empty();
    return of(
        policy,
        policy.local(),
        policy.remote(),
        directions(policy),
        priority(policy) + 1,
        new Ends(ends.map(Endpoints::local), ends.map(Endpoints::remote), reqid));
  }

  /**
   * Those of one CHILD SA, which are matched before those of the whole policy.
   *
   * @param inbound of which direction
   * @param own our outer address
   * @param peer the peer's
   */
  static List<KernelPolicy> of(
      PolicyPart part, boolean inbound, InetAddress own, InetAddress peer, int reqid) {
    return of(
        part.policy(),
        part.local(),
        part.remote(),
        directions(part.policy()).stream().filter(d -> (d != Direction.OUT) == inbound).toList(),
        priority(part.policy()),
        new Ends(Optional.of(own), Optional.of(peer), reqid));
  }

  private static int priority(SecurityPolicy policy) {
    return FIRST_PRIORITY + 2 * policy.order();
  }

  /** What of a template is not the policy's. */
  private record Ends(Optional<InetAddress> own, Optional<InetAddress> peer, int reqid) {}

  private static List<KernelPolicy> of(
      SecurityPolicy policy,
      List<AddressSelector> locals,
      List<AddressSelector> remotes,
      List<Direction> directions,
      int priority,
      Ends ends) {
    List<KernelPolicy> all = new ArrayList<>();
    for (AddressSelector local : locals) {
      for (AddressSelector remote : remotes) {
        if (local.start().length() == remote.start().length()) {
          for (Direction direction : directions) {
            boolean out = direction == Direction.OUT;
            all.add(
                new KernelPolicy(
                    direction,
                    out ? local : remote,
                    out ? remote : local,
                    priority,
                    policy.action() instanceof PolicyAction.Discard,
                    template(policy, out, ends)));
          }
        }
      }
    }
    return all;
  }

  private static Optional<Template> template(SecurityPolicy policy, boolean out, Ends ends) {
    return policy.action() instanceof Protect protect
        ? Optional.of(
            new Template(
                protect.alternatives().getFirst().protocol(),
                protect.mode(),
                out ? ends.own() : ends.peer(),
                out ? ends.peer() : ends.own(),
                ends.reqid()))
        : Optional.empty();
  }

  /**
   * What a gateway forwards to its networks is checked in a third direction on Linux. Transport
   * mode is between hosts, which forward nothing.
   */
  private static List<Direction> directions(SecurityPolicy policy) {
    List<Direction> all = new ArrayList<>();
    boolean betweenHosts =
        policy.action() instanceof Protect protect && protect.mode() == IpsecMode.TRANSPORT;
    if (policy.directions().contains(Direction.OUT)) {
      all.add(Direction.OUT);
    }
    if (policy.directions().contains(Direction.IN)) {
      all.add(Direction.IN);
      if (!betweenHosts) {
        all.add(Direction.FORWARD);
      }
    }
    return all;
  }
}
