package org.ikev2d.crypto.jdk;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;
import javax.crypto.KeyAgreement;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.GroupId;

/** Diffie-Hellman on a curve over a prime field: x and y are sent, x is the secret (RFC 5903). */
final class EcpMethod extends PairMethod {
  private static final String KEYS = "EC";
  private static final BigInteger THREE = BigInteger.valueOf(3);

  private final GroupId id;
  private final ECParameterSpec parameters;
  private final BigInteger fieldPrime;
  private final int fieldLength;

  EcpMethod(GroupId id, String curveName) {
    this.id = id;
    parameters =
        Jca.sure(() -> {
          AlgorithmParameters named = AlgorithmParameters.getInstance(KEYS);
          named.init(new ECGenParameterSpec(curveName));
          return named.getParameterSpec(ECParameterSpec.class);
        });
    fieldPrime = ((ECFieldFp) parameters.getCurve().getField()).getP();
    fieldLength = (fieldPrime.bitLength() + 7) / 8;
  }

  @Override
  public GroupId id() {
    return id;
  }

  @Override
  public int initiatorLength() {
    return 2 * fieldLength;
  }

  @Override
  KeyPair generate(SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(KEYS);
    generator.initialize(parameters, random);
    return generator.generateKeyPair();
  }

  @Override
  Bytes encode(PublicKey key) {
    ECPoint point = ((ECPublicKey) key).getW();
    return Bytes.concat(coordinate(point.getAffineX()), coordinate(point.getAffineY()));
  }

  private Bytes coordinate(BigInteger value) {
    return Bytes.wrap(Unsigned.bigEndian(value, fieldLength));
  }

  @Override
  PublicKey decode(Bytes value) throws GeneralSecurityException {
    BigInteger x = new BigInteger(1, value.slice(0, fieldLength).toArray());
    BigInteger y = new BigInteger(1, value.slice(fieldLength, 2 * fieldLength).toArray());
    if (x.compareTo(fieldPrime) >= 0 || y.compareTo(fieldPrime) >= 0) {
      throw new InvalidKeyException("a coordinate is not below the field prime");
    }
    if (!isOnCurve(x, y)) {
      throw new InvalidKeyException("the point is not on the curve");
    }
    return KeyFactory.getInstance(KEYS)
        .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), parameters));
  }

  /**
   * RFC 6989 section 2.3. The point at infinity has no such encoding, and as the cofactor of these
   * curves is 1 each other point will do.
   */
  private boolean isOnCurve(BigInteger x, BigInteger y) {
    EllipticCurve curve = parameters.getCurve();
    BigInteger right =
        x.modPow(THREE, fieldPrime).add(curve.getA().multiply(x)).add(curve.getB()).mod(fieldPrime);
    return y.multiply(y).mod(fieldPrime).equals(right);
  }

  @Override
  Secret agree(PrivateKey ours, PublicKey theirs) throws GeneralSecurityException {
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(ours);
    agreement.doPhase(theirs, true);
    return Secret.wrap(agreement.generateSecret());
  }
}
