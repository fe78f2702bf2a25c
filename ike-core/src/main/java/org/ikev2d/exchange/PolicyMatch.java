package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.negotiate.SelectorNarrowing;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.payload.TrafficSelector;
import org.ikev2d.payload.TsPayload;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.Path;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.PolicyAction;
import org.ikev2d.port.PolicyAction.Protect;
import org.ikev2d.port.SecurityPolicy;

/** Which policy a peer's request falls under, and what of it the policy allows. */
final class PolicyMatch {
  private PolicyMatch() {}

  /** Outcome. */
  sealed interface Result {
    /**
     * @param local what remains of the selectors of our side
     * @param remote what remains of the peer's
     */
    record Found(
        SecurityPolicy policy,
        Protect protect,
        List<AddressSelector> local,
        List<AddressSelector> remote)
        implements Result {}

    record None(Refusal refusal) implements Result {}
  }

  /**
   * Finds the first policy, in the order in which the SPD is matched, that has traffic in common
   * with the request. A policy that covers the first selector of each side is preferred: that is
   * the packet that made the peer ask (RFC 7296 section 2.9).
   */
  static Result find(
      Turn turn, PeerRule rule, TsPayload ours, TsPayload theirs, boolean transport) {
    Path path = turn.sa().path();
    boolean natRemote =
        turn.traits().get(NatDetection.Status.class).map(NatDetection.Status::remote).orElse(false);
    List<Result.Found> fitting =
        modes(transport)
            .flatMap(mode ->
                turn.context().policy().policies().stream()
                    .flatMap(p ->
                        match(
                            turn, rule, p, mode, path, Movement.home(turn), natRemote, ours, theirs)
                            .stream()))
            .toList();
    Optional<Result.Found> best =
        fitting.stream()
            .filter(f -> coversFirst(f.local(), ours) && coversFirst(f.remote(), theirs))
            .findFirst()
            .or(() -> fitting.stream().findFirst());
    return best.map(Result.class::cast)
        .orElseGet(() ->
            new Result.None(
                new Refusal.SelectorsUnacceptable(
                    rule.label(),
                    SelectorNarrowing.text(theirs.selectors())
                        + "="
                        + SelectorNarrowing.text(ours.selectors())
                        + (transport ? " transport" : " tunnel"),
                    ours(turn, path))));
  }

  /** A peer that asks for transport mode may be given tunnel mode, not the other way round. */
  private static Stream<IpsecMode> modes(boolean transport) {
    return transport
        ? Stream.of(IpsecMode.TRANSPORT, IpsecMode.TUNNEL)
        : Stream.of(IpsecMode.TUNNEL);
  }

  private static Optional<Result.Found> match(
      Turn turn,
      PeerRule rule,
      SecurityPolicy policy,
      IpsecMode mode,
      Path path,
      Path home,
      boolean natRemote,
      TsPayload ours,
      TsPayload theirs) {
    if (!(policy.action() instanceof Protect protect)
        || protect.mode() != mode
        || !endsHere(protect, home, natRemote)) {
      return Optional.empty();
    }
    List<AddressSelector> local = SelectorNarrowing.narrow(ours.selectors(), policy.local());
    List<AddressSelector> remote = SelectorNarrowing.narrow(theirs.selectors(), policy.remote());
    if (mode == IpsecMode.TUNNEL) {
      remote = AddressAssignment.narrow(turn, remote);
      remote = Anonymous.narrow(turn, rule, natRemote, remote);
    }
    if (mode == IpsecMode.TRANSPORT) {
      local = SelectorNarrowing.narrow(local, List.of(host(path.localAddress())));
      remote = SelectorNarrowing.narrow(remote, List.of(host(path.remoteAddress())));
    }
    return local.isEmpty() || remote.isEmpty()
        ? Optional.empty()
        : Optional.of(new Result.Found(policy, protect, local, remote));
  }

  /** A tunnel's outer addresses are those of the IKE SA; behind a NAT the peer's is not known. */
  private static boolean endsHere(Protect protect, Path path, boolean natRemote) {
    return protect
        .endpoints()
        .map(e ->
            (e.local().isAnyLocalAddress() || e.local().equals(path.localAddress()))
                && (natRemote
                    || e.remote().isAnyLocalAddress()
                    || e.remote().equals(path.remoteAddress())))
        .orElse(true);
  }

  static AddressSelector host(java.net.InetAddress address) {
    byte[] octets = address.getAddress();
    return AddressSelector.ofPrefix(org.ikev2d.wire.Bytes.copyOf(octets), octets.length * 8);
  }

  private static boolean coversFirst(List<AddressSelector> kept, TsPayload wanted) {
    TrafficSelector first = wanted.selectors().isEmpty() ? null : wanted.selectors().getFirst();
    return first instanceof AddressSelector a && kept.stream().anyMatch(k -> k.contains(a));
  }

  private static String ours(Turn turn, Path path) {
    List<String> texts =
        turn.context().policy().policies().stream()
            .filter(p -> p.action() instanceof PolicyAction.Protect)
            .filter(p ->
                ((Protect) p.action())
                    .endpoints()
                    .map(e -> e.remote().equals(path.remoteAddress()))
                    .orElse(true))
            .limit(8)
            .map(p ->
                p.name()
                    + ": "
                    + SelectorNarrowing.text(p.remote())
                    + "="
                    + SelectorNarrowing.text(p.local())
                    + " "
                    + ((Protect) p.action()).mode().name().toLowerCase(java.util.Locale.ROOT))
            .toList();
    return texts.isEmpty() ? "no policy protects traffic with this peer" : String.join(";", texts);
  }
}
