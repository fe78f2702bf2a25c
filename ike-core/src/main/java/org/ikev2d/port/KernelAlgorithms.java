package org.ikev2d.port;

import java.util.Map;
import java.util.Set;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;

/**
 * What a kernel backend can install, which bounds what may be proposed.
 *
 * @param encr ciphers with the key lengths in bits that they take; an empty set means a fixed key
 * @param integ integrity transforms, each exactly as IKEv2 defines it (truncation included)
 * @param esn whether extended sequence numbers can be installed
 */
public record KernelAlgorithms(Map<EncrId, Set<Integer>> encr, Set<IntegId> integ, boolean esn) {
  public KernelAlgorithms {
    encr = Map.copyOf(encr);
    integ = Set.copyOf(integ);
  }

  public boolean supports(EncrChoice choice) {
    Set<Integer> lengths = encr.get(choice.id());
    return lengths != null
        && (choice.keyBits().isEmpty() || lengths.contains(choice.keyBits().getAsInt()));
  }
}
