package org.ikev2d.crypto;

import java.util.List;
import org.ikev2d.wire.PrfId;

/**
 * What the protocol has to know of a pseudo-random function.
 *
 * @param keywords its names in configuration files, in lower case; the first is the one we print
 * @param keyOctets preferred key length: the length of SK_d, SK_pi and SK_pr
 * @param outputOctets length of its output
 */
public record PrfAlgorithm(
    PrfId id, List<String> keywords, int keyOctets, int outputOctets, Requirement requirement) {
  public PrfAlgorithm {
    keywords = List.copyOf(keywords);
  }

  /** The name we print. */
  public String name() {
    return keywords.getFirst();
  }
}
