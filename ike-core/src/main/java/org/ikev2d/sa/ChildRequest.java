package org.ikev2d.sa;

import java.util.List;
import java.util.OptionalLong;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.SecurityPolicy;

/**
 * A CHILD SA that somebody wants.
 *
 * @param local selectors of our side, narrower than the policy where a packet's addresses are known
 * @param remote selectors of the peer's side
 * @param command the command that waits for the outcome
 */
public record ChildRequest(
    SecurityPolicy policy,
    List<AddressSelector> local,
    List<AddressSelector> remote,
    OptionalLong command) {
  public ChildRequest {
    local = List.copyOf(local);
    remote = List.copyOf(remote);
  }

  /** The same, if nobody waits for the outcome any more. */
  public ChildRequest withoutCommand() {
    return new ChildRequest(policy, local, remote, OptionalLong.empty());
  }

  /** Whether both ask for the same traffic. */
  public boolean sameTraffic(ChildRequest other) {
    return policy.name().equals(other.policy.name())
        && local.equals(other.local)
        && remote.equals(other.remote);
  }
}
