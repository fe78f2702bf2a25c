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
    if (initiatorValue.length() != initiatorLength()) {
      return wrongLength(initiatorValue);
    }
    return agreement(newPair(random), initiatorValue);
  }

  /** With a key pair from elsewhere. */
  final Initiation initiation(KeyPair pair) {
    return new PairInitiation(pair);
  }

  /** With a key pair from elsewhere; what the responder sends is its public half. */
  final Agreement agreement(KeyPair pair, Bytes initiatorValue) {
    Agreement ours = finish(pair.getPrivate(), initiatorValue);
    return switch (ours) {
      case Agreement.Agreed agreed ->
          new Agreement.Agreed(Jca.sure(() -> encode(pair.getPublic())), agreed.shared());
      case Agreement.Invalid invalid -> invalid;
    };
  }

  private KeyPair newPair(SecureRandom random) {
    return Jca.sure(() -> generate(random));
  }

  private Agreement finish(PrivateKey ours, Bytes theirs) {
    if (theirs.length() != initiatorLength()) {
      return wrongLength(theirs);
    }
    try {
      return new Agreement.Agreed(Bytes.EMPTY, agree(ours, decode(theirs)));
    } catch (InvalidKeyException e) {
      return new Agreement.Invalid(id() + ": " + e.getMessage());
    } catch (GeneralSecurityException e) {
      return new Agreement.Invalid(id() + ": the value is refused: " + e.getMessage());
    }
  }

  private Agreement wrongLength(Bytes value) {
    return new Agreement.Invalid(
        id() + ": " + value.length() + " octets instead of " + initiatorLength());
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
