package org.ikev2d.pki.sign;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Null;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.ikev2d.pki.sign.SignatureScheme.Dsa;
import org.ikev2d.pki.sign.SignatureScheme.Ecdsa;
import org.ikev2d.pki.sign.SignatureScheme.EdDsa;
import org.ikev2d.pki.sign.SignatureScheme.MlDsa;
import org.ikev2d.pki.sign.SignatureScheme.RsaPkcs1;
import org.ikev2d.pki.sign.SignatureScheme.RsaPss;
import org.ikev2d.pki.x509.DerScan;
import org.ikev2d.pki.x509.KeyKind;
import org.ikev2d.wire.Bytes;

/** AlgorithmIdentifiers of signature schemes (RFC 7427 section 3 and appendix A). */
public final class SchemeCodec {
  private static final Map<ASN1ObjectIdentifier, SignatureScheme> PLAIN =
      Map.ofEntries(
          Map.entry(PKCSObjectIdentifiers.sha1WithRSAEncryption, new RsaPkcs1(Digest.SHA1)),
          Map.entry(PKCSObjectIdentifiers.sha256WithRSAEncryption, new RsaPkcs1(Digest.SHA256)),
          Map.entry(PKCSObjectIdentifiers.sha384WithRSAEncryption, new RsaPkcs1(Digest.SHA384)),
          Map.entry(PKCSObjectIdentifiers.sha512WithRSAEncryption, new RsaPkcs1(Digest.SHA512)),
          Map.entry(X9ObjectIdentifiers.ecdsa_with_SHA1, new Ecdsa(Digest.SHA1)),
          Map.entry(X9ObjectIdentifiers.ecdsa_with_SHA256, new Ecdsa(Digest.SHA256)),
          Map.entry(X9ObjectIdentifiers.ecdsa_with_SHA384, new Ecdsa(Digest.SHA384)),
          Map.entry(X9ObjectIdentifiers.ecdsa_with_SHA512, new Ecdsa(Digest.SHA512)),
          Map.entry(X9ObjectIdentifiers.id_dsa_with_sha1, new Dsa(Digest.SHA1)),
          Map.entry(NISTObjectIdentifiers.dsa_with_sha256, new Dsa(Digest.SHA256)),
          Map.entry(NISTObjectIdentifiers.dsa_with_sha384, new Dsa(Digest.SHA384)),
          Map.entry(NISTObjectIdentifiers.dsa_with_sha512, new Dsa(Digest.SHA512)),
          Map.entry(EdECObjectIdentifiers.id_Ed25519, new EdDsa(KeyKind.ED25519)),
          Map.entry(EdECObjectIdentifiers.id_Ed448, new EdDsa(KeyKind.ED448)),
          Map.entry(NISTObjectIdentifiers.id_ml_dsa_44, new MlDsa(44)),
          Map.entry(NISTObjectIdentifiers.id_ml_dsa_65, new MlDsa(65)),
          Map.entry(NISTObjectIdentifiers.id_ml_dsa_87, new MlDsa(87)));

  /** A salt above the longest hash serves nobody and does not fit small keys. */
  private static final BigInteger MAX_SALT = BigInteger.valueOf(64);

  private static final Bytes PSS_BARE =
      der(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS));

  private static final Bytes PSS_EMPTY =
      der(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS, new DERSequence()));

  /** Outcome of reading an AlgorithmIdentifier. */
  public sealed interface Decoded {
    record Known(SignatureScheme scheme) implements Decoded {}

    record Refused(SignatureRefusal refusal) implements Decoded {}
  }

  private SchemeCodec() {}

  /** Reads the DER of a peer or of a certificate. */
  public static Decoded decode(Bytes der) {
    byte[] octets = der.toArray();
    Optional<String> problem = DerScan.problem(octets);
    if (problem.isPresent()) {
      return malformed(problem.get());
    }
    try {
      return decode(AlgorithmIdentifier.getInstance(octets));
    } catch (IOException | RuntimeException malformed) {
      return malformed(malformed.getClass().getSimpleName());
    }
  }

  private static Decoded decode(AlgorithmIdentifier identifier) throws IOException {
    ASN1Encodable parameters = identifier.getParameters();
    if (identifier.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
      return parameters == null ? malformed("RSASSA-PSS without parameters") : pss(parameters);
    }
    SignatureScheme scheme = PLAIN.get(identifier.getAlgorithm());
    if (scheme == null) {
      return new Decoded.Refused(
          new SignatureRefusal(
              SignatureRefusal.Kind.UNKNOWN_ALGORITHM,
              "signature algorithm " + identifier.getAlgorithm().getId() + " is not supported"));
    }
    // RFC 4055 section 5 wants NULL with RSA, and absent parameters are accepted all the same;
    // RFC 5758 section 3 and RFC 8410 section 3 forbid parameters for the others.
    boolean emptyByNull = scheme instanceof RsaPkcs1 && parameters instanceof ASN1Null;
    return parameters == null || emptyByNull
        ? new Decoded.Known(scheme)
        : malformed("parameters where " + scheme.describe() + " has none");
  }

  private static Decoded pss(ASN1Encodable parameters) throws IOException {
    RSASSAPSSparams pss = RSASSAPSSparams.getInstance(parameters);
    Optional<Digest> digest = digest(pss.getHashAlgorithm());
    AlgorithmIdentifier mask = pss.getMaskGenAlgorithm();
    if (!mask.getAlgorithm().equals(PKCSObjectIdentifiers.id_mgf1)) {
      return malformed("RSASSA-PSS with a mask generation other than MGF1");
    }
    Optional<Digest> mgf = digest(AlgorithmIdentifier.getInstance(mask.getParameters()));
    if (digest.isEmpty() || mgf.isEmpty()) {
      return new Decoded.Refused(
          new SignatureRefusal(
              SignatureRefusal.Kind.UNKNOWN_ALGORITHM,
              "RSASSA-PSS with a hash that is not supported"));
    }
    if (pss.getSaltLength().signum() < 0 || pss.getSaltLength().compareTo(MAX_SALT) > 0) {
      return malformed("RSASSA-PSS with a salt of " + pss.getSaltLength() + " octets");
    }
    if (!pss.getTrailerField().equals(BigInteger.ONE)) {
      return malformed("RSASSA-PSS with trailer field " + pss.getTrailerField());
    }
    return new Decoded.Known(
        new RsaPss(digest.get(), mgf.get(), pss.getSaltLength().intValueExact()));
  }

  /** The scheme that the parameters of an id-RSASSA-PSS key stand for, if they are usable. */
  static Optional<RsaPss> pssOf(Bytes parameters) {
    try {
      return pss(RSASSAPSSparams.getInstance(parameters.toArray()))
              instanceof Decoded.Known(RsaPss scheme)
          ? Optional.of(scheme)
          : Optional.empty();
    } catch (IOException | RuntimeException malformed) {
      return Optional.empty();
    }
  }

  private static Optional<Digest> digest(AlgorithmIdentifier hash) {
    boolean plain = hash.getParameters() == null || hash.getParameters() instanceof ASN1Null;
    return plain ? Digest.of(hash.getAlgorithm()) : Optional.empty();
  }

  private static Decoded malformed(String why) {
    return new Decoded.Refused(
        new SignatureRefusal(SignatureRefusal.Kind.MALFORMED, "AlgorithmIdentifier: " + why));
  }

  /**
   * Whether a peer that has announced that AlgorithmIdentifier verifies such signatures. RSASSA-PSS
   * without parameters, or with none of its own, stands for every one.
   */
  static boolean announces(Bytes der, SignatureScheme scheme) {
    if (der.equals(encode(scheme))) {
      return true;
    }
    if (scheme instanceof RsaPss && (der.equals(PSS_BARE) || der.equals(PSS_EMPTY))) {
      return true;
    }
    return decode(der) instanceof Decoded.Known(SignatureScheme known) && known.equals(scheme);
  }

  /** The scheme as DER, in the form of RFC 7427 appendix A. */
  public static Bytes encode(SignatureScheme scheme) {
    return der(identifier(scheme));
  }

  private static Bytes der(AlgorithmIdentifier identifier) {
    try {
      return Bytes.wrap(identifier.getEncoded("DER"));
    } catch (IOException memoryDoesNotFail) {
      throw new AssertionError(memoryDoesNotFail);
    }
  }

  /** The scheme as an ASN.1 value. */
  public static AlgorithmIdentifier identifier(SignatureScheme scheme) {
    if (scheme instanceof RsaPss(Digest digest, Digest mgf, int salt)) {
      return new AlgorithmIdentifier(
          PKCSObjectIdentifiers.id_RSASSA_PSS,
          new RSASSAPSSparams(
              hash(digest),
              new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, hash(mgf)),
              new ASN1Integer(salt),
              RSASSAPSSparams.DEFAULT_TRAILER_FIELD));
    }
    ASN1ObjectIdentifier oid =
        PLAIN.entrySet().stream()
            .filter(e -> e.getValue().equals(scheme))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(scheme.describe()))
            .getKey();
    return scheme instanceof RsaPkcs1
        ? new AlgorithmIdentifier(oid, DERNull.INSTANCE)
        : new AlgorithmIdentifier(oid);
  }

  private static AlgorithmIdentifier hash(Digest digest) {
    return new AlgorithmIdentifier(digest.oid(), DERNull.INSTANCE);
  }

  /** {@code SEQUENCE { r, s }} as ASN.1. */
  static DERSequence pair(BigInteger r, BigInteger s) {
    return new DERSequence(new ASN1Encodable[] {new ASN1Integer(r), new ASN1Integer(s)});
  }
}
