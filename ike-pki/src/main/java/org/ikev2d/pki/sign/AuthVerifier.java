package org.ikev2d.pki.sign;

import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.pki.x509.KeyKind;
import org.ikev2d.wire.AuthMethod;
import org.ikev2d.wire.Bytes;

/** Verifies AUTH payloads by signature (RFC 7296 section 2.15). */
public final class AuthVerifier {
  /** Longer than any signature that we verify: ML-DSA-87 has 4627 octets. */
  private static final int MAX_SIGNATURE = 8192;

  /** Whether the peer proved possession of the key. */
  public sealed interface Outcome {
    record Verified(SignatureChoice how) implements Outcome {}

    record Refused(SignatureRefusal refusal) implements Outcome {}
  }

  private AuthVerifier() {}

  /** Verifies with the key of the peer's certificate; whose key it is, is not judged here. */
  public static Outcome verify(
      KeyFacts key, AuthPayload payload, byte[] octets, SignaturePolicy policy) {
    Optional<SignatureRefusal> weak = policy.weakness(key);
    if (weak.isPresent()) {
      return new Outcome.Refused(weak.get());
    }
    byte[] data = payload.data().toArray();
    if (data.length == 0 || data.length > MAX_SIGNATURE) {
      return refused(
          SignatureRefusal.Kind.MALFORMED, "authentication data of " + data.length + " octets");
    }
    AuthMethod method = payload.method();
    if (method.equals(AuthMethod.DIGITAL_SIGNATURE)) {
      return digital(key, payload.data(), octets, policy);
    }
    if (method.equals(AuthMethod.RSA_SIGNATURE)) {
      return rsa(key, data, octets, policy);
    }
    if (method.equals(AuthMethod.DSS_SIGNATURE)) {
      return dss(key, data, octets);
    }
    return EcdsaMethod.of(method)
        .map(m -> ecdsa(key, m, data, octets))
        .orElseGet(() ->
            refused(SignatureRefusal.Kind.UNKNOWN_METHOD, "method " + method + " is no signature"));
  }

  /** Method 14: length, AlgorithmIdentifier, signature (RFC 7427 section 3). */
  private static Outcome digital(KeyFacts key, Bytes data, byte[] octets, SignaturePolicy policy) {
    int length = data.at(0);
    if (length == 0 || 1 + length >= data.length()) {
      return refused(
          SignatureRefusal.Kind.MALFORMED,
          "AlgorithmIdentifier of " + length + " octets in data of " + data.length());
    }
    return switch (SchemeCodec.decode(data.slice(1, 1 + length))) {
      case SchemeCodec.Decoded.Refused(SignatureRefusal refusal) -> new Outcome.Refused(refusal);
      case SchemeCodec.Decoded.Known(SignatureScheme scheme) ->
          policy
              .objection(scheme)
              .<Outcome>map(Outcome.Refused::new)
              .orElseGet(() ->
                  plain(
                      key,
                      new SignatureChoice(AuthMethod.DIGITAL_SIGNATURE, scheme),
                      octets,
                      data.slice(1 + length, data.length()).toArray()));
    };
  }

  /** Method 1: the DigestInfo says which hash, any that is permitted will do. */
  private static Outcome rsa(KeyFacts key, byte[] data, byte[] octets, SignaturePolicy policy) {
    if (key.kind() != KeyKind.RSA || !(key.key() instanceof RSAPublicKey rsa)) {
      return wrongKey(AuthMethod.RSA_SIGNATURE, key);
    }
    Set<Digest> all = EnumSet.allOf(Digest.class);
    Optional<Digest> digest = RsaPkcs1Check.digestOf(rsa, octets, data, all);
    if (digest.isEmpty()) {
      return refused(
          SignatureRefusal.Kind.BAD_SIGNATURE,
          "RSA signature does not fit the " + key.describe() + " key");
    }
    SignatureScheme scheme = new SignatureScheme.RsaPkcs1(digest.get());
    return digest.get() == Digest.SHA1 && !policy.sha1WithRsaMethod()
        ? refused(SignatureRefusal.Kind.NOT_ALLOWED, scheme.describe() + " is not allowed")
        : new Outcome.Verified(new SignatureChoice(AuthMethod.RSA_SIGNATURE, scheme));
  }

  /** Method 3: SHA-1, r and s of 20 octets each. */
  private static Outcome dss(KeyFacts key, byte[] data, byte[] octets) {
    if (!(key.key() instanceof DSAPublicKey dsa)) {
      return wrongKey(AuthMethod.DSS_SIGNATURE, key);
    }
    if (dsa.getParams().getQ().bitLength() > 8 * AuthSigner.DSS_WIDTH) {
      return refused(SignatureRefusal.Kind.WRONG_KEY, "method 3 needs a DSS key of order 160");
    }
    return pair(
        key,
        new SignatureChoice(AuthMethod.DSS_SIGNATURE, new SignatureScheme.Dsa(Digest.SHA1)),
        AuthSigner.DSS_WIDTH,
        data,
        octets);
  }

  /** Methods 9 to 11 (RFC 4754 section 7). */
  private static Outcome ecdsa(KeyFacts key, EcdsaMethod method, byte[] data, byte[] octets) {
    return key.kind() == KeyKind.EC && key.variant().equals(method.curve())
        ? pair(
            key,
            new SignatureChoice(method.method(), new SignatureScheme.Ecdsa(method.digest())),
            method.width(),
            data,
            octets)
        : wrongKey(method.method(), key);
  }

  private static Outcome pair(
      KeyFacts key, SignatureChoice choice, int width, byte[] data, byte[] octets) {
    return PairCodec.toDer(data, width)
        .map(der -> plain(key, choice, octets, der))
        .orElseGet(() ->
            refused(
                SignatureRefusal.Kind.MALFORMED,
                choice.method()
                    + " signature of "
                    + data.length
                    + " octets, "
                    + 2 * width
                    + " wanted"));
  }

  private static Outcome plain(
      KeyFacts key, SignatureChoice choice, byte[] octets, byte[] signature) {
    return SignatureCheck.verify(key, choice.scheme(), octets, signature)
        .<Outcome>map(Outcome.Refused::new)
        .orElseGet(() -> new Outcome.Verified(choice));
  }

  private static Outcome wrongKey(AuthMethod method, KeyFacts key) {
    return refused(
        SignatureRefusal.Kind.WRONG_KEY, "method " + method + ", but the key is " + key.describe());
  }

  private static Outcome refused(SignatureRefusal.Kind kind, String detail) {
    return new Outcome.Refused(new SignatureRefusal(kind, detail));
  }
}
