package org.ikev2d.pki.sign;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.pki.x509.KeyKind;
import org.ikev2d.wire.AuthMethod;

/**
 * How to sign for one peer.
 *
 * @param method the method of the AUTH payload
 * @param scheme what the key computes
 */
public record SignatureChoice(AuthMethod method, SignatureScheme scheme) {
  /** From these sizes on SHA-256 is the weaker half (NIST SP 800-57 part 1, table 2). */
  private static final int SHA384_FROM_RSA_BITS = 7680;

  /** A choice, or the reason that there is none. */
  public sealed interface Outcome {
    record Chosen(SignatureChoice choice) implements Outcome {}

    record Refused(SignatureRefusal refusal) implements Outcome {}
  }

  /**
   * The best that key and peer share: method 14 toward a peer that listed a hash that fits, else
   * the method of the key's kind.
   */
  public static Outcome choose(KeyFacts key, PeerAbility peer, SignaturePolicy policy) {
    Optional<SignatureRefusal> weak = policy.weakness(key);
    if (weak.isPresent()) {
      return new Outcome.Refused(weak.get());
    }
    return generic(key, policy).stream()
        .filter(s -> policy.objection(s).isEmpty() && peer.verifies(s))
        .filter(s -> SignatureCheck.restriction(key, s).isEmpty())
        .findFirst()
        .map(s -> new SignatureChoice(AuthMethod.DIGITAL_SIGNATURE, s))
        .or(() -> classic(key, policy).filter(c -> peer.verifies(c.method())))
        .<Outcome>map(Outcome.Chosen::new)
        .orElseGet(() ->
            new Outcome.Refused(
                new SignatureRefusal(
                    SignatureRefusal.Kind.NO_COMMON_ALGORITHM,
                    "nothing that the "
                        + key.describe()
                        + " key can do is among the peer's hashes "
                        + peer.hashes().map(Object::toString).orElse("(none sent)")
                        + peer.announced().map(a -> " and its methods " + a).orElse(""))));
  }

  /** Schemes of method 14 for the key, best first. */
  private static List<SignatureScheme> generic(KeyFacts key, SignaturePolicy policy) {
    List<SignatureScheme> schemes = new ArrayList<>();
    switch (key.kind()) {
      case RSA, RSA_PSS -> {
        if (policy.usesPss(key)) {
          restricted(key).ifPresent(schemes::add);
          digests(key).forEach(d -> schemes.add(SignatureScheme.RsaPss.of(d)));
        }
        if (key.kind() == KeyKind.RSA) {
          digests(key).forEach(d -> schemes.add(new SignatureScheme.RsaPkcs1(d)));
        }
      }
      case EC -> digests(key).forEach(d -> schemes.add(new SignatureScheme.Ecdsa(d)));
      case DSA -> schemes.add(new SignatureScheme.Dsa(Digest.SHA256));
      case ED25519, ED448 -> schemes.add(new SignatureScheme.EdDsa(key.kind()));
      case ML_DSA -> schemes.add(new SignatureScheme.MlDsa(key.bits()));
    }
    return schemes;
  }

  private static Optional<SignatureScheme.RsaPss> restricted(KeyFacts key) {
    return key.parameters().isEmpty() ? Optional.empty() : SchemeCodec.pssOf(key.parameters());
  }

  /** The hash whose strength is that of the key comes first, then stronger, then weaker ones. */
  private static List<Digest> digests(KeyFacts key) {
    boolean rsa = key.kind().isRsa();
    if (rsa ? key.bits() < SHA384_FROM_RSA_BITS : key.bits() < 384) {
      return List.of(Digest.SHA256, Digest.SHA384, Digest.SHA512);
    }
    return rsa || key.bits() < 512
        ? List.of(Digest.SHA384, Digest.SHA512, Digest.SHA256)
        : List.of(Digest.SHA512, Digest.SHA384, Digest.SHA256);
  }

  private static Optional<SignatureChoice> classic(KeyFacts key, SignaturePolicy policy) {
    return switch (key.kind()) {
      case RSA ->
          // RFC 7296 section 3.8: SHA-1 is what a peer without hints can be expected to verify.
          Optional.of(
              new SignatureChoice(
                  AuthMethod.RSA_SIGNATURE,
                  new SignatureScheme.RsaPkcs1(
                      policy.sha1WithRsaMethod() ? Digest.SHA1 : Digest.SHA256)));
      case DSA ->
          Optional.of(
              new SignatureChoice(AuthMethod.DSS_SIGNATURE, new SignatureScheme.Dsa(Digest.SHA1)));
      case EC ->
          EcdsaMethod.ofCurve(key.variant())
              .map(m -> new SignatureChoice(m.method(), new SignatureScheme.Ecdsa(m.digest())));
      case RSA_PSS, ED25519, ED448, ML_DSA -> Optional.empty();
    };
  }
}
