package org.ikev2d.crypto.jdk;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.DecapsulateException;
import javax.crypto.KEM;
import javax.crypto.SecretKey;
import org.ikev2d.crypto.GroupAlgorithm;
import org.ikev2d.crypto.KeyExchangeMethod;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.GroupId;
import org.jspecify.annotations.Nullable;

/**
 * ML-KEM (FIPS 203, draft-ietf-ipsecme-ikev2-mlkem): the initiator sends an encapsulation key, the
 * responder a ciphertext. Key pair and encapsulation are fresh each time.
 *
 * <p>A ciphertext of the right length always leads to a secret: one that was tampered with leads to
 * another secret than the responder's (implicit rejection), and the next message then fails its
 * integrity check.
 */
final class MlKemMethod implements KeyExchangeMethod {
  private static final String ALGORITHM = "ML-KEM";

  private final GroupAlgorithm row;
  private final NamedParameterSpec parameters;
  private final byte[] keyPrefix;

  MlKemMethod(GroupAlgorithm row, NamedParameterSpec parameters) {
    this.row = row;
    this.parameters = parameters;
    keyPrefix =
        Jca.sure(() -> {
          byte[] encoded = generate(new SecureRandom()).getPublic().getEncoded();
          return Arrays.copyOf(encoded, encoded.length - row.initiatorOctets());
        });
  }

  @Override
  public GroupId id() {
    return row.id();
  }

  @Override
  public int initiatorLength() {
    return row.initiatorOctets();
  }

  @Override
  public int responderLength() {
    return row.responderOctets();
  }

  @Override
  public Initiation initiate(SecureRandom random) {
    return new MlKemInitiation(Jca.sure(() -> generate(random)));
  }

  private KeyPair generate(SecureRandom random)
      throws NoSuchAlgorithmException, InvalidAlgorithmParameterException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
    generator.initialize(parameters, random);
    return generator.generateKeyPair();
  }

  /** The JDK checks the modulus of the peer's key (FIPS 203 section 7.2) when it encapsulates. */
  @Override
  public Agreement respond(Bytes initiatorValue, SecureRandom random) {
    if (initiatorValue.length() != initiatorLength()) {
      return wrongLength("an encapsulation key", initiatorValue, initiatorLength());
    }
    try {
      KEM.Encapsulated made =
          KEM.getInstance(ALGORITHM).newEncapsulator(decode(initiatorValue), random).encapsulate();
      return new Agreement.Agreed(Bytes.wrap(made.encapsulation()), secret(made.key()));
    } catch (InvalidKeyException e) {
      return new Agreement.Invalid(id() + ": the encapsulation key fails the modulus check");
    } catch (GeneralSecurityException e) {
      return new Agreement.Invalid(id() + ": the value is refused: " + e.getMessage());
    }
  }

  /** A raw key becomes what JCA reads by the ASN.1 that goes in front of all keys of this size. */
  private PublicKey decode(Bytes value) throws GeneralSecurityException {
    byte[] encoded = Arrays.copyOf(keyPrefix, keyPrefix.length + value.length());
    value.copyTo(encoded, keyPrefix.length);
    return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
  }

  private static Secret secret(SecretKey key) {
    return Secret.wrap(key.getEncoded());
  }

  private Agreement wrongLength(String what, Bytes value, int right) {
    return new Agreement.Invalid(
        id() + ": " + what + " of " + value.length() + " octets instead of " + right);
  }

  private Agreement decapsulate(PrivateKey ours, Bytes ciphertext) {
    if (ciphertext.length() != responderLength()) {
      return wrongLength("a ciphertext", ciphertext, responderLength());
    }
    try {
      SecretKey key =
          KEM.getInstance(ALGORITHM).newDecapsulator(ours).decapsulate(ciphertext.toArray());
      return new Agreement.Agreed(Bytes.EMPTY, secret(key));
    } catch (DecapsulateException e) {
      return new Agreement.Invalid(id() + ": the ciphertext is refused: " + e.getMessage());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("decapsulation fails with a key of our own", e);
    }
  }

  private final class MlKemInitiation implements Initiation {
    private final Bytes publicValue;
    private @Nullable PrivateKey privateKey;

    MlKemInitiation(KeyPair pair) {
      byte[] encoded = pair.getPublic().getEncoded();
      publicValue = Bytes.copyOf(encoded, keyPrefix.length, row.initiatorOctets());
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
      return decapsulate(ours, responderValue);
    }

    /** JCA keys cannot be zeroed, so letting go of it is all that can be done. */
    @Override
    public void close() {
      privateKey = null;
    }
  }
}
