package org.ikev2d.pki.sign;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;
import org.ikev2d.pki.x509.Jca;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.pki.x509.KeyKind;

/** Verifies one signature with one scheme; policy is the caller's. */
public final class SignatureCheck {
  private SignatureCheck() {}

  /**
   * Empty if the signature is good.
   *
   * @param signature of ECDSA and DSS a DER sequence of r and s
   */
  public static Optional<SignatureRefusal> verify(
      KeyFacts key, SignatureScheme scheme, byte[] octets, byte[] signature) {
    if (!scheme.fits(key)) {
      return refused(
          SignatureRefusal.Kind.WRONG_KEY,
          scheme.describe() + " signature, but the key is " + key.describe());
    }
    Optional<SignatureRefusal> restricted = restriction(key, scheme);
    if (restricted.isPresent()) {
      return restricted;
    }
    return holds(key, scheme, octets, signature)
        ? Optional.empty()
        : refused(
            SignatureRefusal.Kind.BAD_SIGNATURE,
            scheme.describe() + " signature does not fit the " + key.describe() + " key");
  }

  private static boolean holds(
      KeyFacts key, SignatureScheme scheme, byte[] octets, byte[] signature) {
    if (scheme instanceof SignatureScheme.RsaPkcs1(Digest digest)) {
      return key.key() instanceof RSAPublicKey rsa
          && RsaPkcs1Check.digestOf(rsa, octets, signature, List.of(digest)).isPresent();
    }
    if (key.key() instanceof RSAPublicKey rsa
        && signature.length != (rsa.getModulus().bitLength() + 7) / 8) {
      return false;
    }
    try {
      Signature verifier = Schemes.signature(scheme, Jca.provider());
      verifier.initVerify(key.key());
      verifier.update(octets);
      return verifier.verify(signature);
    } catch (GeneralSecurityException | RuntimeException unfit) {
      // Providers throw for signatures that are not well formed.
      return false;
    }
  }

  /**
   * A key with PSS parameters is bound to them; its salt is a minimum (RFC 4055 section 3.3, RFC
   * 7427 section 5).
   */
  static Optional<SignatureRefusal> restriction(KeyFacts key, SignatureScheme scheme) {
    if (key.kind() != KeyKind.RSA_PSS
        || key.parameters().isEmpty()
        || !(scheme instanceof SignatureScheme.RsaPss used)) {
      return Optional.empty();
    }
    Optional<SignatureScheme.RsaPss> bound = SchemeCodec.pssOf(key.parameters());
    if (bound.isEmpty()) {
      return refused(SignatureRefusal.Kind.WRONG_KEY, "PSS parameters of the key are unusable");
    }
    boolean within =
        bound.get().digest() == used.digest()
            && bound.get().mgf() == used.mgf()
            && used.salt() >= bound.get().salt();
    return within
        ? Optional.empty()
        : refused(
            SignatureRefusal.Kind.WRONG_KEY,
            used.describe() + ", but the key is restricted to " + bound.get().describe());
  }

  static Optional<SignatureRefusal> refused(SignatureRefusal.Kind kind, String detail) {
    return Optional.of(new SignatureRefusal(kind, detail));
  }
}
