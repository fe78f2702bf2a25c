package org.ikev2d.payload;

import java.util.ArrayList;
import java.util.List;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ProtocolId;
import org.ikev2d.wire.TransformType;

/**
 * One proposal (RFC 7296 section 3.3.1).
 *
 * @param number 1 for the first proposal of a payload, one more for each that follows; 0 to 255
 * @param spi empty, or 8 octets for an IKE SA that is being rekeyed, 4 for ESP and AH
 */
public record Proposal(int number, ProtocolId protocol, Bytes spi, List<Transform> transforms) {
  public Proposal {
    transforms = List.copyOf(transforms);
  }

  /** The transforms of one type, in order. */
  public List<Transform> of(TransformType type) {
    List<Transform> found = new ArrayList<>(2);
    for (Transform transform : transforms) {
      if (transform.type().equals(type)) {
        found.add(transform);
      }
    }
    return found;
  }

  public Proposal withNumber(int newNumber) {
    return new Proposal(newNumber, protocol, spi, transforms);
  }

  public Proposal withSpi(Bytes newSpi) {
    return new Proposal(number, protocol, newSpi, transforms);
  }
}
