package org.ikev2d.crypto.jdk;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import org.ikev2d.crypto.KeyExchangeMethod;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What all methods have in common where both sides make a key pair and send the public half: the
 * Diffie-Hellman ones.
 */
abstract class PairMethod implements KeyExchangeMethod {
  abstract KeyPair generate(SecureRandom random) throws GeneralSecurityException;

  abstract Bytes encode(PublicKey key) throws GeneralSecurityException;

  /**
   * Validates and reads a value of the right length.
   *
   * @throws InvalidKeyException with the reason why the value must not be used
   */
  abstract PublicKey decode(Bytes value) throws GeneralSecurityException;

  /**
   * @throws InvalidKeyException if the secret tells that the peer's value must not be used
   */
  abstract Secret agree(PrivateKey ours, PublicKey theirs) throws GeneralSecurityException;

  @Override
  public final int responderLength() {
    return initiatorLength();
  }

  @Override
  public final Initiation initiate(SecureRandom random) {
    return initiation(newPair(random));
  }

  @Override
  public final Agreement respond(Bytes initiatorValue, SecureRandom random) {
    return switch (read(initiatorValue)) {
      case Read.Refused refused -> refused.why();
      case Read.Key theirs -> {
        // Only now: a key pair costs more than the look at a value that is worth nothing.
        KeyPair pair = newPair(random);
        yield answer(pair, agree(pair.getPrivate(), theirs));
      }
    };
  }

  /** With a key pair from elsewhere. */
  final Initiation initiation(KeyPair pair) {
    return new PairInitiation(pair);
  }

  /** With a key pair from elsewhere; what the responder sends is its public half. */
  final Agreement agreement(KeyPair pair, Bytes initiatorValue) {
    return answer(pair, finish(pair.getPrivate(), initiatorValue));
  }

  private Agreement answer(KeyPair pair, Agreement ours) {
    return switch (ours) {
      case Agreement.Agreed agreed ->
          new Agreement.Agreed(Jca.sure(() -> encode(pair.getPublic())), agreed.shared());
      case Agreement.Invalid invalid -> invalid;
    };
  }

  private KeyPair newPair(SecureRandom random) {
    return Jca.sure(() -> generate(random));
  }

  /** A peer's value after its validation. */
  private sealed interface Read {
    record Key(PublicKey key) implements Read {}

    record Refused(Agreement.Invalid why) implements Read {}
  }

  private Read read(Bytes value) {
    if (value.length() != initiatorLength()) {
      return new Read.Refused(
          new Agreement.Invalid(
              id() + ": " + value.length() + " octets instead of " + initiatorLength()));
    }
    try {
      return new Read.Key(decode(value));
    } catch (GeneralSecurityException e) {
      return new Read.Refused(invalid(e));
    }
  }

  private Agreement finish(PrivateKey ours, Bytes theirs) {
    return switch (read(theirs)) {
      case Read.Refused refused -> refused.why();
      case Read.Key key -> agree(ours, key);
    };
  }

  private Agreement agree(PrivateKey ours, Read.Key theirs) {
    try {
      return new Agreement.Agreed(Bytes.EMPTY, agree(ours, theirs.key()));
    } catch (GeneralSecurityException e) {
      return invalid(e);
    }
  }

  private Agreement.Invalid invalid(GeneralSecurityException e) {
    return new Agreement.Invalid(
        e instanceof InvalidKeyException
            ? id() + ": " + e.getMessage()
            : id() + ": the value is refused: " + e.getMessage());
  }

  private final class PairInitiation implements Initiation {
    private final Bytes publicValue;
    private @Nullable PrivateKey privateKey;

    PairInitiation(KeyPair pair) {
      publicValue = Jca.sure(() -> encode(pair.getPublic()));
      privateKey = pair.getPrivate();
    }

    @Override
    public Bytes publicValue() {
      return publicValue;
    }

    @Override
    public Agreement finish(Bytes responderValue) {
      PrivateKey ours = privateKey;
      if (ours == null) {
        throw new IllegalStateException("key exchange finished after it was closed");
      }
      return PairMethod.this.finish(ours, responderValue);
    }

    /** JCA keys cannot be zeroed, so letting go of it is all that can be done. */
    @Override
    public void close() {
      privateKey = null;
    }
  }
}
