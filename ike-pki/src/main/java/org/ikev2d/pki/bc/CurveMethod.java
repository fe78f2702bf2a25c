package org.ikev2d.pki.bc;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Optional;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.ikev2d.crypto.KeyExchangeMethod;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.GroupId;
import org.jspecify.annotations.Nullable;

/**
 * Diffie-Hellman on a curve over a prime field: x and y are sent, x is the secret (RFC 5903, RFC
 * 6954).
 */
final class CurveMethod implements KeyExchangeMethod {
  private final GroupId id;
  private final ECDomainParameters domain;
  private final int fieldLength;

  /**
   * @param curveName as in SEC 2, or as in RFC 5639
   */
  CurveMethod(GroupId id, String curveName) {
    this.id = id;
    X9ECParameters fast = CustomNamedCurves.getByName(curveName);
    X9ECParameters curve = fast != null ? fast : ECNamedCurveTable.getByName(curveName);
    domain = new ECDomainParameters(Objects.requireNonNull(curve, curveName));
    fieldLength = domain.getCurve().getFieldElementEncodingLength();
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
  public int responderLength() {
    return 2 * fieldLength;
  }

  @Override
  public Initiation initiate(SecureRandom random) {
    return new CurveInitiation(newPair(random));
  }

  @Override
  public Agreement respond(Bytes initiatorValue, SecureRandom random) {
    Optional<Agreement> fault = fault(initiatorValue);
    return fault.isPresent() ? fault.get() : respond(initiatorValue, newPair(random));
  }

  /** With a key pair from elsewhere. */
  Agreement respond(Bytes initiatorValue, AsymmetricCipherKeyPair pair) {
    return agree((ECPrivateKeyParameters) pair.getPrivate(), initiatorValue, encode(pair));
  }

  /** With a private value from elsewhere. */
  AsymmetricCipherKeyPair pair(BigInteger privateValue) {
    ECPoint point = domain.getG().multiply(privateValue).normalize();
    return new AsymmetricCipherKeyPair(
        new ECPublicKeyParameters(point, domain), new ECPrivateKeyParameters(privateValue, domain));
  }

  private AsymmetricCipherKeyPair newPair(SecureRandom random) {
    ECKeyPairGenerator generator = new ECKeyPairGenerator();
    generator.init(new ECKeyGenerationParameters(domain, random));
    return generator.generateKeyPair();
  }

  private Bytes encode(AsymmetricCipherKeyPair pair) {
    ECPoint point = ((ECPublicKeyParameters) pair.getPublic()).getQ().normalize();
    return Bytes.concat(
        Bytes.wrap(point.getAffineXCoord().getEncoded()),
        Bytes.wrap(point.getAffineYCoord().getEncoded()));
  }

  private Agreement agree(ECPrivateKeyParameters ours, Bytes theirs, Bytes ourValue) {
    Optional<Agreement> fault = fault(theirs);
    if (fault.isPresent()) {
      return fault.get();
    }
    ECDHBasicAgreement agreement = new ECDHBasicAgreement();
    agreement.init(ours);
    ECPoint point = domain.getCurve().createPoint(x(theirs), y(theirs));
    BigInteger shared = agreement.calculateAgreement(new ECPublicKeyParameters(point, domain));
    byte[] octets = BigIntegers.asUnsignedByteArray(fieldLength, shared);
    return new Agreement.Agreed(ourValue, Secret.wrap(octets));
  }

  /** RFC 6989 section 2.3: both coordinates in the field, and the point on the curve. */
  private Optional<Agreement> fault(Bytes theirs) {
    if (theirs.length() != initiatorLength()) {
      return Optional.of(wrongLength(theirs));
    }
    ECCurve curve = domain.getCurve();
    BigInteger x = x(theirs);
    BigInteger y = y(theirs);
    if (!curve.isValidFieldElement(x) || !curve.isValidFieldElement(y)) {
      return Optional.of(new Agreement.Invalid(id + ": a coordinate is not below the field prime"));
    }
    return curve.createPoint(x, y).isValid()
        ? Optional.empty()
        : Optional.of(new Agreement.Invalid(id + ": the point is not on the curve"));
  }

  private BigInteger x(Bytes value) {
    return new BigInteger(1, value.slice(0, fieldLength).toArray());
  }

  private BigInteger y(Bytes value) {
    return new BigInteger(1, value.slice(fieldLength, 2 * fieldLength).toArray());
  }

  private Agreement wrongLength(Bytes value) {
    return new Agreement.Invalid(
        id + ": " + value.length() + " octets instead of " + initiatorLength());
  }

  /** Numbers of Bouncy Castle cannot be zeroed, so closing only lets go of them. */
  private final class CurveInitiation implements Initiation {
    private final Bytes publicValue;
    private @Nullable ECPrivateKeyParameters privateKey;

    CurveInitiation(AsymmetricCipherKeyPair pair) {
      publicValue = encode(pair);
      privateKey = (ECPrivateKeyParameters) pair.getPrivate();
    }

    @Override
    public Bytes publicValue() {
      return publicValue;
    }

    @Override
    public Agreement finish(Bytes responderValue) {
      ECPrivateKeyParameters ours = privateKey;
      if (ours == null) {
        throw new IllegalStateException("key exchange finished after it was closed");
      }
      return agree(ours, responderValue, Bytes.EMPTY);
    }

    @Override
    public void close() {
      privateKey = null;
    }
  }
}
