package org.ikev2d.pki.sign;

import java.util.Optional;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.wire.AuthMethod;
import org.ikev2d.wire.Bytes;

/** Makes AUTH payloads by signature (RFC 7296 section 2.15). Blocks while the key's token signs. */
public final class AuthSigner {
  /** Octets of r, and of s, in method 3: the order of the DSS of FIPS 186-2. */
  static final int DSS_WIDTH = 20;

  /** What was made of a request to sign. */
  public sealed interface Outcome {
    record Signed(AuthPayload payload, SignatureChoice choice) implements Outcome {}

    record Refused(SignatureRefusal refusal) implements Outcome {}
  }

  private AuthSigner() {}

  /** Chooses what the peer can verify and signs. */
  public static Outcome sign(
      PrivateKeyHandle key, PeerAbility peer, SignaturePolicy policy, byte[] octets) {
    return switch (SignatureChoice.choose(key.publicKey(), peer, policy)) {
      case SignatureChoice.Outcome.Chosen(SignatureChoice choice) -> sign(key, choice, octets);
      case SignatureChoice.Outcome.Refused(SignatureRefusal refusal) ->
          new Outcome.Refused(refusal);
    };
  }

  /** Signs as chosen. */
  public static Outcome sign(PrivateKeyHandle key, SignatureChoice choice, byte[] octets) {
    return switch (key.sign(choice.scheme(), octets)) {
      case PrivateKeyHandle.Result.Signed(Bytes signature) -> payload(choice, signature);
      case PrivateKeyHandle.Result.Refused(SignatureRefusal refusal) ->
          new Outcome.Refused(refusal);
    };
  }

  private static Outcome payload(SignatureChoice choice, Bytes signature) {
    if (choice.method().equals(AuthMethod.DIGITAL_SIGNATURE)) {
      Bytes identifier = SchemeCodec.encode(choice.scheme());
      Bytes data = Bytes.concat(Bytes.of(identifier.length()), identifier, signature);
      return new Outcome.Signed(new AuthPayload(choice.method(), data), choice);
    }
    Optional<Integer> width =
        choice.method().equals(AuthMethod.DSS_SIGNATURE)
            ? Optional.of(DSS_WIDTH)
            : EcdsaMethod.of(choice.method()).map(EcdsaMethod::width);
    if (width.isEmpty()) {
      return new Outcome.Signed(new AuthPayload(choice.method(), signature), choice);
    }
    return PairCodec.toFixed(signature.toArray(), width.get())
        .<Outcome>map(fixed ->
            new Outcome.Signed(new AuthPayload(choice.method(), Bytes.wrap(fixed)), choice))
        .orElseGet(() ->
            new Outcome.Refused(
                new SignatureRefusal(
                    SignatureRefusal.Kind.WRONG_KEY,
                    "the key's signature does not fit method " + choice.method())));
  }
}
