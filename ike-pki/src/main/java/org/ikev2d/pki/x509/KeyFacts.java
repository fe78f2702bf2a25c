package org.ikev2d.pki.x509;

import java.io.IOException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.DSAParameter;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.ikev2d.wire.Bytes;

/**
 * A public key and what decides how it may be used.
 *
 * @param bits size of the modulus, the field or the prime; for ML-DSA the parameter set (44, 65,
 *     87)
 * @param variant object identifier of the curve or of the algorithm
 * @param parameters parameters of an id-RSASSA-PSS key in DER, empty if it has none
 * @param spki SubjectPublicKeyInfo in DER
 */
public record KeyFacts(
    KeyKind kind, int bits, String variant, Bytes parameters, PublicKey key, Bytes spki) {
  private static final Map<String, Integer> ML_DSA =
      Map.of(
          NISTObjectIdentifiers.id_ml_dsa_44.getId(), 44,
          NISTObjectIdentifiers.id_ml_dsa_65.getId(), 65,
          NISTObjectIdentifiers.id_ml_dsa_87.getId(), 87);

  /** A modulus above this would make each verification slow enough to be an attack. */
  private static final int MAX_RSA_BITS = 8192;

  /** Octets of an RSA key in DER beside its modulus. */
  private static final int RSA_REST = 32;

  /** FIPS 186-4 goes to 3072 and 256. */
  private static final int MAX_DSA_BITS = 4096;

  private static final int MAX_DSA_Q_BITS = 256;

  /** A key, or why it is none. */
  public sealed interface Decoded {
    record Good(KeyFacts key) implements Decoded {}

    record Bad(String why) implements Decoded {}
  }

  /** Reads a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7). */
  public static Decoded decode(Bytes spki) {
    byte[] der = spki.toArray();
    Optional<String> scan = DerScan.problem(der);
    if (scan.isPresent()) {
      return new Decoded.Bad("public key is not DER: " + scan.get());
    }
    try {
      return decode(SubjectPublicKeyInfo.getInstance(der), spki);
    } catch (IOException | RuntimeException malformed) {
      return new Decoded.Bad("public key: " + malformed.getClass().getSimpleName());
    }
  }

  /** The facts of a key that some provider made. */
  public static Decoded of(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return encoded == null
        ? new Decoded.Bad("public key without encoding")
        : decode(Bytes.wrap(encoded));
  }

  /** As a value, where the caller has no use for the reason. */
  public static Optional<KeyFacts> find(Bytes spki) {
    return decode(spki) instanceof Decoded.Good good ? Optional.of(good.key()) : Optional.empty();
  }

  private static Decoded decode(SubjectPublicKeyInfo info, Bytes spki) throws IOException {
    ASN1ObjectIdentifier oid = info.getAlgorithm().getAlgorithm();
    Optional<KeyKind> kind = kind(oid);
    if (kind.isEmpty()) {
      return new Decoded.Bad("public key algorithm " + oid.getId() + " is not supported");
    }
    boolean namedCurve = info.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier;
    if (kind.get() == KeyKind.EC && !namedCurve) {
      // RFC 5480 section 2.1.1: explicit parameters let the owner of a key choose the generator.
      return new Decoded.Bad("EC key without a named curve");
    }
    if (isTooLarge(kind.get(), info)) {
      return new Decoded.Bad(kind.get() + " key of a size that is too slow to judge");
    }
    Optional<PublicKey> found = Jca.publicKey(info);
    if (found.isEmpty()) {
      return new Decoded.Bad("public key algorithm " + oid.getId() + " is not supported");
    }
    PublicKey key = found.get();
    String variant =
        kind.get() == KeyKind.EC
            ? ASN1ObjectIdentifier.getInstance(info.getAlgorithm().getParameters()).getId()
            : oid.getId();
    Bytes parameters =
        kind.get() == KeyKind.RSA_PSS && info.getAlgorithm().getParameters() != null
            ? Bytes.wrap(info.getAlgorithm().getParameters().toASN1Primitive().getEncoded("DER"))
            : Bytes.EMPTY;
    return check(new KeyFacts(kind.get(), bits(key, variant), variant, parameters, key, spki));
  }

  /**
   * To make a key of the provider's costs it a test of the numbers, which grows with their cube.
   */
  private static boolean isTooLarge(KeyKind kind, SubjectPublicKeyInfo info) {
    int octets = info.getPublicKeyData().getOctets().length;
    return switch (kind) {
      case RSA, RSA_PSS -> octets > MAX_RSA_BITS / 8 + RSA_REST;
      case DSA -> {
        // A key without parameters inherits them, which nobody does; it is refused as it is.
        DSAParameter numbers = DSAParameter.getInstance(info.getAlgorithm().getParameters());
        yield numbers != null
            && (numbers.getP().bitLength() > MAX_DSA_BITS
                || numbers.getQ().bitLength() > MAX_DSA_Q_BITS
                || octets > MAX_DSA_BITS / 8 + RSA_REST);
      }
      case EC, ED25519, ED448, ML_DSA -> false;
    };
  }

  private static Decoded check(KeyFacts facts) {
    if (facts.key() instanceof RSAPublicKey rsa) {
      BigInteger exponent = rsa.getPublicExponent();
      if (facts.bits() > MAX_RSA_BITS) {
        return new Decoded.Bad("RSA modulus of more than " + MAX_RSA_BITS + " bits");
      }
      if (!exponent.testBit(0)
          || exponent.compareTo(BigInteger.valueOf(3)) < 0
          || exponent.bitLength() > 64) {
        return new Decoded.Bad("RSA exponent must be odd, 3 or more, and of 64 bits at most");
      }
    }
    return new Decoded.Good(facts);
  }

  private static Optional<KeyKind> kind(ASN1ObjectIdentifier oid) {
    if (oid.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return Optional.of(KeyKind.RSA);
    }
    if (oid.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
      return Optional.of(KeyKind.RSA_PSS);
    }
    if (oid.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return Optional.of(KeyKind.EC);
    }
    if (oid.equals(X9ObjectIdentifiers.id_dsa)) {
      return Optional.of(KeyKind.DSA);
    }
    if (oid.equals(EdECObjectIdentifiers.id_Ed25519)) {
      return Optional.of(KeyKind.ED25519);
    }
    if (oid.equals(EdECObjectIdentifiers.id_Ed448)) {
      return Optional.of(KeyKind.ED448);
    }
    return ML_DSA.containsKey(oid.getId()) ? Optional.of(KeyKind.ML_DSA) : Optional.empty();
  }

  private static int bits(PublicKey key, String variant) {
    return switch (key) {
      case RSAPublicKey rsa -> rsa.getModulus().bitLength();
      case ECPublicKey ec -> ec.getParams().getCurve().getField().getFieldSize();
      case DSAPublicKey dsa -> dsa.getParams().getP().bitLength();
      default -> ML_DSA.getOrDefault(variant, variant.equals("1.3.101.113") ? 448 : 256);
    };
  }

  /** Kind and size, for findings and listings. */
  public String describe() {
    return switch (kind) {
      case RSA -> "RSA-" + bits;
      case RSA_PSS -> "RSA-PSS-" + bits;
      case DSA -> "DSA-" + bits;
      case EC -> "EC-" + bits;
      case ED25519 -> "Ed25519";
      case ED448 -> "Ed448";
      case ML_DSA -> "ML-DSA-" + bits;
    };
  }

  @Override
  public String toString() {
    return describe();
  }
}
