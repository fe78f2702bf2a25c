package org.ikev2d.crypto;

import java.util.List;
import org.ikev2d.wire.IntegId;

/**
 * What the protocol has to know of an integrity transform.
 *
 * @param keywords its names in configuration files, in lower case; the first is the one we print
 * @param keyOctets octets of its key
 * @param icvOctets octets of the check value on the wire
 * @param forIke whether it can protect IKE messages; if not it is for CHILD SAs alone
 */
public record IntegAlgorithm(
    IntegId id,
    List<String> keywords,
    int keyOctets,
    int icvOctets,
    boolean forIke,
    Requirement requirement) {
  public IntegAlgorithm {
    keywords = List.copyOf(keywords);
  }

  /** The name we print. */
  public String name() {
    return keywords.getFirst();
  }
}
