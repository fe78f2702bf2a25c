package org.ikev2d.pki.sign;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.ikev2d.payload.AuthAnnouncement;
import org.ikev2d.wire.AuthMethod;

/**
 * What a peer said that it can verify.
 *
 * @param hashes of its SIGNATURE_HASH_ALGORITHMS; empty if it sent none, and then method 14 must
 *     not be used (RFC 7427 section 4)
 * @param announced its SUPPORTED_AUTH_METHODS (RFC 9593); empty if it sent none, and then any
 *     method may be tried
 */
public record PeerAbility(
    Optional<Set<HashAlgorithm>> hashes, Optional<List<AuthAnnouncement>> announced) {
  /** A peer that knows the methods of RFC 7296 and RFC 4754 only. */
  public static final PeerAbility CLASSIC = new PeerAbility(Optional.empty(), Optional.empty());

  public PeerAbility {
    announced = announced.map(List::copyOf);
  }

  /** A peer that sent SIGNATURE_HASH_ALGORITHMS. */
  public static PeerAbility ofHashes(Set<HashAlgorithm> hashes) {
    return new PeerAbility(Optional.of(Set.copyOf(hashes)), Optional.empty());
  }

  /** With what it has announced, as far as that counts for a certificate with such authorities. */
  public PeerAbility announcing(List<AuthAnnouncement> all, IntPredicate leadsTo) {
    return new PeerAbility(
        hashes,
        Optional.of(all.stream().filter(a -> a.link() == 0 || leadsTo.test(a.link())).toList()));
  }

  /** Whether the peer can verify that scheme under method 14, as far as it told. */
  public boolean verifies(SignatureScheme scheme) {
    return hashes.isPresent()
        && hashes.get().contains(scheme.hash())
        && (announced.isEmpty()
            || announced.get().stream()
                .filter(a -> a.method().equals(AuthMethod.DIGITAL_SIGNATURE))
                .anyMatch(a -> SchemeCodec.announces(a.algorithm(), scheme)));
  }

  /** Whether it can verify that method, which is one with an algorithm of its own. */
  public boolean verifies(AuthMethod method) {
    return announced.isEmpty() || announced.get().stream().anyMatch(a -> a.method().equals(method));
  }
}
