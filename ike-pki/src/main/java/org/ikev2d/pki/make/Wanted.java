package org.ikev2d.pki.make;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.pki.sign.Digest;
import org.ikev2d.pki.x509.DistinguishedName;
import org.ikev2d.pki.x509.KeyUse;

/**
 * What is to stand in a certificate or a request.
 *
 * @param extendedUses object identifiers
 * @param digest for the signature; empty: one that fits the key
 */
public record Wanted(
    DistinguishedName subject,
    List<AltName> altNames,
    boolean altNamesCritical,
    Set<KeyUse> keyUses,
    boolean keyUsesCritical,
    Set<String> extendedUses,
    boolean extendedUsesCritical,
    Optional<Digest> digest) {
  public Wanted {
    altNames = List.copyOf(altNames);
    keyUses = Set.copyOf(keyUses);
    extendedUses = Set.copyOf(extendedUses);
  }

  /** A subject and no extensions. */
  public static Wanted of(DistinguishedName subject) {
    return new Wanted(
        subject, List.of(), false, Set.of(), false, Set.of(), false, Optional.empty());
  }

  /** Whether it is to be an authority: only those sign certificates. */
  public boolean isCa() {
    return keyUses.contains(KeyUse.KEY_CERT_SIGN);
  }
}
