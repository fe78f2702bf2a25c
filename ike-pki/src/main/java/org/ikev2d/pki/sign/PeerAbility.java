package org.ikev2d.pki.sign;

import java.util.Optional;
import java.util.Set;
import org.ikev2d.wire.Bytes;

/**
 * What a peer said that it can verify.
 *
 * @param hashes of its SIGNATURE_HASH_ALGORITHMS; empty if it sent none, and then method 14 must
 *     not be used (RFC 7427 section 4)
 * @param algorithms AlgorithmIdentifiers in DER of its SUPPORTED_AUTH_METHODS (RFC 9593 section
 *     3.2); empty if it sent none, and then any algorithm may be tried
 */
public record PeerAbility(Optional<Set<HashAlgorithm>> hashes, Optional<Set<Bytes>> algorithms) {
  /** A peer that knows the methods of RFC 7296 and RFC 4754 only. */
  public static final PeerAbility CLASSIC = new PeerAbility(Optional.empty(), Optional.empty());

  /** A peer that sent SIGNATURE_HASH_ALGORITHMS. */
  public static PeerAbility ofHashes(Set<HashAlgorithm> hashes) {
    return new PeerAbility(Optional.of(Set.copyOf(hashes)), Optional.empty());
  }

  /** Whether the peer can verify that scheme under method 14, as far as it told. */
  public boolean verifies(SignatureScheme scheme) {
    return hashes.isPresent()
        && hashes.get().contains(scheme.hash())
        && (algorithms.isEmpty() || algorithms.get().contains(SchemeCodec.encode(scheme)));
  }
}
