package org.ikev2d.negotiate;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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
 * @param additional the key exchanges that follow that one, in order (RFC 9370)
 */
public record ChildAlgorithms(
    ProtocolId protocol,
    Optional<EncrChoice> encr,
    IntegId integ,
    boolean esn,
    GroupId group,
    List<GroupId> additional) {
  public ChildAlgorithms {
    additional = List.copyOf(additional);
  }

  @Override
  public String toString() {
    return protocol
        + ":"
        + encr.map(EncrChoice::toString).orElse("")
        + (encr.isPresent() && !integ.equals(IntegId.NONE) ? "/" : "")
        + (integ.equals(IntegId.NONE) ? "" : integ)
        + (esn ? "/ESN" : "")
        + (group.equals(GroupId.NONE) ? "" : "/" + group)
        + additional.stream().map(method -> "+" + method).collect(Collectors.joining());
  }
}
