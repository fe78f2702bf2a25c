package org.ikev2d.crypto.jdk;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.KeyAgreement;
import javax.crypto.interfaces.DHPublicKey;
import javax.crypto.spec.DHParameterSpec;
import javax.crypto.spec.DHPublicKeySpec;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.GroupId;

/** Diffie-Hellman modulo a prime (RFC 3526, RFC 5114). */
final class ModpMethod extends PairMethod {
  private static final String ALGORITHM = "DiffieHellman";

  private final ModpGroup group;

  ModpMethod(ModpGroup group) {
    this.group = group;
  }

  @Override
  public GroupId id() {
    return group.id();
  }

  @Override
  public int initiatorLength() {
    return group.length();
  }

  @Override
  KeyPair generate(SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
    generator.initialize(
        new DHParameterSpec(group.prime(), group.generator(), group.exponentBits()), random);
    return generator.generateKeyPair();
  }

  @Override
  Bytes encode(PublicKey key) {
    return Bytes.wrap(Unsigned.bigEndian(((DHPublicKey) key).getY(), group.length()));
  }

  @Override
  PublicKey decode(Bytes value) throws GeneralSecurityException {
    BigInteger y = new BigInteger(1, value.toArray());
    Optional<String> fault = group.fault(y);
    if (fault.isPresent()) {
      throw new InvalidKeyException(fault.get());
    }
    return KeyFactory.getInstance(ALGORITHM)
        .generatePublic(new DHPublicKeySpec(y, group.prime(), group.generator()));
  }

  /** The JDK pads the secret to the length of the prime, as RFC 7296 section 2.14 asks. */
  @Override
  Secret agree(PrivateKey ours, PublicKey theirs) throws GeneralSecurityException {
    KeyAgreement agreement = KeyAgreement.getInstance(ALGORITHM);
    agreement.init(ours);
    agreement.doPhase(theirs, true);
    return Secret.wrap(agreement.generateSecret());
  }
}
