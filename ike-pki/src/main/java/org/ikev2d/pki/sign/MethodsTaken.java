package org.ikev2d.pki.sign;

import java.util.ArrayList;
import java.util.List;
import org.ikev2d.payload.AuthAnnouncement;
import org.ikev2d.pki.x509.KeyKind;
import org.ikev2d.wire.AuthMethod;
import org.ikev2d.wire.Bytes;

/** What {@link AuthVerifier} takes under a policy, as SUPPORTED_AUTH_METHODS says it (RFC 9593). */
public final class MethodsTaken {
  private static final List<Digest> DIGESTS = List.of(Digest.SHA256, Digest.SHA384, Digest.SHA512);

  private MethodsTaken() {}

  /** Data of the notification: the methods of RFC 7427 first, which we prefer. */
  public static Bytes under(SignaturePolicy policy) {
    List<AuthAnnouncement> all = new ArrayList<>();
    for (SignatureScheme scheme : schemes()) {
      if (policy.objection(scheme).isEmpty()) {
        all.add(AuthAnnouncement.ofSignature(SchemeCodec.encode(scheme)));
      }
    }
    all.add(AuthAnnouncement.of(AuthMethod.ECDSA_256));
    all.add(AuthAnnouncement.of(AuthMethod.ECDSA_384));
    all.add(AuthAnnouncement.of(AuthMethod.ECDSA_521));
    all.add(AuthAnnouncement.of(AuthMethod.RSA_SIGNATURE));
    if (policy.dss()) {
      all.add(AuthAnnouncement.of(AuthMethod.DSS_SIGNATURE));
    }
    return AuthAnnouncement.encode(all);
  }

  private static List<SignatureScheme> schemes() {
    List<SignatureScheme> all = new ArrayList<>();
    List.of(87, 65, 44).forEach(set -> all.add(new SignatureScheme.MlDsa(set)));
    all.add(new SignatureScheme.EdDsa(KeyKind.ED25519));
    all.add(new SignatureScheme.EdDsa(KeyKind.ED448));
    DIGESTS.forEach(d -> all.add(new SignatureScheme.Ecdsa(d)));
    DIGESTS.forEach(d -> all.add(SignatureScheme.RsaPss.of(d)));
    DIGESTS.forEach(d -> all.add(new SignatureScheme.RsaPkcs1(d)));
    DIGESTS.forEach(d -> all.add(new SignatureScheme.Dsa(d)));
    return all;
  }
}
