package org.ikev2d.port;

import java.util.List;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.PolicyAction.Endpoints;
import org.ikev2d.port.PolicyAction.Protect;

/**
 * What of a policy's traffic one CHILD SA protects.
 *
 * @param local selectors of our side, as negotiated
 * @param remote those of the peer's
 * @param home between which addresses the IKE SA was made
 */
public record PolicyPart(
    SecurityPolicy policy, List<AddressSelector> local, List<AddressSelector> remote, Path home) {
  public PolicyPart {
    local = List.copyOf(local);
    remote = List.copyOf(remote);
  }

  /**
   * Whether the peer is somewhere else than the policy says, or the policy does not say where: then
   * the kernel's policy of all its traffic does not lead to that peer.
   */
  public boolean isElsewhere() {
    return policy.action() instanceof Protect protect
        && protect.mode() == IpsecMode.TUNNEL
        && protect.endpoints().filter(this::isElsewhere).isPresent();
  }

  private boolean isElsewhere(Endpoints ends) {
    boolean local = ends.local().isAnyLocalAddress() || ends.local().equals(home.localAddress());
    return !local || !ends.remote().equals(home.remoteAddress());
  }
}
