package org.ikev2d.pki.store;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.Identity;
import org.ikev2d.pki.path.IdentityBinding;
import org.ikev2d.wire.Bytes;

/** Picks the certificate to prove an identity of ours with. */
public final class CredentialChoice {
  private CredentialChoice() {}

  /**
   * The credential of that identity. One whose chain holds an authority that the peer asked for
   * comes first; CERTREQ is a hint, so another will do (RFC 7296 section 3.7). Expired ones come
   * last; among equals the one that lasts longest wins.
   *
   * @param accepted SHA-1 hashes of authorities' keys from CERTREQ; empty: any
   */
  public static Optional<Credential> find(
      StoreContents contents, Identity own, Collection<Bytes> accepted, Instant now) {
    List<Credential> fitting =
        contents.credentials().stream()
            .filter(c -> IdentityBinding.objection(own, c.leaf(), true).isEmpty())
            .toList();
    return fitting.stream()
        .min(
            Comparator.comparing((Credential c) -> !isValid(c, now))
                .thenComparing(c -> !isAccepted(c, accepted))
                .thenComparing(c -> c.leaf().notAfter(), Comparator.reverseOrder()));
  }

  private static boolean isValid(Credential credential, Instant now) {
    return !now.isBefore(credential.leaf().notBefore())
        && !now.isAfter(credential.leaf().notAfter());
  }

  private static boolean isAccepted(Credential credential, Collection<Bytes> accepted) {
    return accepted.isEmpty() || accepted.stream().anyMatch(credential::leadsTo);
  }
}
