package org.ikev2d.pki.x509;

import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.ikev2d.wire.Bytes;

/**
 * An X.509 certificate, decoded completely (RFC 5280 section 4.1). Equal if the octets are.
 *
 * @param signatureAlgorithm AlgorithmIdentifier in DER
 * @param tbs what the signature is over
 * @param spki SubjectPublicKeyInfo in DER
 * @param key the public key, or why it is not usable
 */
public record Cert(
    Bytes der,
    int version,
    BigInteger serial,
    DistinguishedName issuer,
    DistinguishedName subject,
    Instant notBefore,
    Instant notAfter,
    Bytes signatureAlgorithm,
    Bytes tbs,
    Bytes signature,
    Bytes spki,
    KeyFacts.Decoded key,
    CertExtensions extensions) {
  /** Octets of a certificate at most; ML-DSA-87 and many names fit. */
  public static final int MAX_SIZE = 65_535;

  /** A certificate, or why the octets are none. */
  public sealed interface Parsed {
    record Good(Cert cert) implements Parsed {}

    record Malformed(String why) implements Parsed {}
  }

  /** Reads DER; never throws. */
  public static Parsed parse(Bytes der) {
    if (der.length() > MAX_SIZE) {
      return new Parsed.Malformed(
          "certificate of " + der.length() + " octets, at most " + MAX_SIZE);
    }
    byte[] octets = der.toArray();
    Optional<String> problem = DerScan.problem(octets);
    if (problem.isPresent()) {
      return new Parsed.Malformed("certificate is not DER: " + problem.get());
    }
    try {
      return decode(octets, der);
    } catch (IOException | RuntimeException malformed) {
      return new Parsed.Malformed(
          "certificate does not decode: " + malformed.getClass().getSimpleName());
    }
  }

  private static Parsed decode(byte[] octets, Bytes der) throws IOException {
    ASN1Primitive generic = ASN1Primitive.fromByteArray(octets);
    if (!Arrays.equals(generic.getEncoded("DER"), octets)) {
      // The signature is over the DER; anything else could be read in two ways.
      return new Parsed.Malformed("certificate is BER, not DER");
    }
    ASN1Sequence parts = ASN1Sequence.getInstance(generic);
    Certificate certificate = Certificate.getInstance(parts);
    TBSCertificate tbs = certificate.getTBSCertificate();
    if (!certificate.getSignatureAlgorithm().equals(tbs.getSignature())) {
      return new Parsed.Malformed("the two signature algorithms of the certificate differ");
    }
    ASN1BitString signature = certificate.getSignature();
    Optional<DistinguishedName> issuer = DistinguishedName.read(tbs.getIssuer());
    Optional<DistinguishedName> subject = DistinguishedName.read(tbs.getSubject());
    if (signature.getPadBits() != 0 || issuer.isEmpty() || subject.isEmpty()) {
      return new Parsed.Malformed("names or signature of the certificate do not decode");
    }
    Bytes spki = Bytes.wrap(tbs.getSubjectPublicKeyInfo().getEncoded("DER"));
    return new Parsed.Good(
        new Cert(
            der,
            tbs.getVersionNumber(),
            tbs.getSerialNumber().getValue(),
            issuer.get(),
            subject.get(),
            tbs.getStartDate().getDate().toInstant(),
            tbs.getEndDate().getDate().toInstant(),
            Bytes.wrap(tbs.getSignature().getEncoded("DER")),
            Bytes.wrap(parts.getObjectAt(0).toASN1Primitive().getEncoded("DER")),
            Bytes.wrap(signature.getOctets()),
            spki,
            KeyFacts.decode(spki),
            ExtensionReader.read(tbs.getExtensions())));
  }

  /** The key, if it is usable. */
  public Optional<KeyFacts> usableKey() {
    return key instanceof KeyFacts.Decoded.Good good ? Optional.of(good.key()) : Optional.empty();
  }

  /** Whether issuer and subject have the same name. */
  public boolean isSelfIssued() {
    return issuer.equals(subject);
  }

  /** What CERTREQ names an authority by: SHA-1 of its key (RFC 7296 section 3.7). */
  public Bytes keyHash() {
    try {
      return Bytes.wrap(MessageDigest.getInstance("SHA-1").digest(spki.toArray()));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new AssertionError(everyJdkHasIt);
    }
  }

  /** The subject, or the first name in the SAN if there is no subject, for findings. */
  public String title() {
    if (!subject.isEmpty()) {
      return subject.toString();
    }
    return extensions.altNames().isEmpty()
        ? "serial 0x" + serial.toString(16)
        : AltNames.text(extensions.altNames().getFirst());
  }

  /** The serial number in DER, as tokens want it. */
  public Bytes serialDer() {
    try {
      return Bytes.wrap(new ASN1Integer(serial).getEncoded("DER"));
    } catch (IOException memoryDoesNotFail) {
      throw new IllegalStateException("an integer is not encoded", memoryDoesNotFail);
    }
  }

  /** Names of the SAN as text, {@code DNS=gw1.example.com}. */
  public List<String> altNameTexts() {
    return extensions.altNames().stream().map(AltNames::text).toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cert that && der.equals(that.der);
  }

  @Override
  public int hashCode() {
    return der.hashCode();
  }

  @Override
  public String toString() {
    return "cert(" + title() + ")";
  }
}
