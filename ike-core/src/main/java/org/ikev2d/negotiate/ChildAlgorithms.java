package org.ikev2d.negotiate;

import java.util.Optional;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.ProtocolId;

/**
 * The algorithms a CHILD SA has agreed on.
 *
 * @param encr empty for AH
 * @param integ {@link IntegId#NONE} with a combined-mode cipher
 * @param group the key exchange of its own, {@link GroupId#NONE} without one
 */
public record ChildAlgorithms(
    ProtocolId protocol, Optional<EncrChoice> encr, IntegId integ, boolean esn, GroupId group) {
  @Override
  public String toString() {
    return protocol
        + ":"
        + encr.map(EncrChoice::toString).orElse("")
        + (encr.isPresent() && !integ.equals(IntegId.NONE) ? "/" : "")
        + (integ.equals(IntegId.NONE) ? "" : integ)
        + (esn ? "/ESN" : "")
        + (group.equals(GroupId.NONE) ? "" : "/" + group);
  }
}
