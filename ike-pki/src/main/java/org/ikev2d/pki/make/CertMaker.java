package org.ikev2d.pki.make;

import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.RuntimeOperatorException;
import org.ikev2d.pki.sign.Digest;
import org.ikev2d.pki.sign.PrivateKeyHandle;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.DistinguishedName;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.pki.x509.KeyUse;
import org.ikev2d.wire.Bytes;

/** Makes certificates (RFC 5280 section 4). */
public final class CertMaker {
  private CertMaker() {}

  /** A certificate, or why there is none. */
  public sealed interface Made {
    record Good(Cert cert) implements Made {}

    record Failed(String why) implements Made {}
  }

  /**
   * Who signs.
   *
   * @param keyId subjectKeyIdentifier of the issuer's certificate, if it has one
   */
  public record Issuer(DistinguishedName name, PrivateKeyHandle key, Optional<Bytes> keyId) {}

  /** A certificate by its own key. */
  public static Made selfSigned(
      Wanted wanted, PrivateKeyHandle key, BigInteger serial, Instant from, Instant until) {
    Issuer self = new Issuer(wanted.subject(), key, Optional.empty());
    return issue(wanted, key.publicKey(), self, serial, from, until);
  }

  /** A certificate by another's key. */
  public static Made issue(
      Wanted wanted,
      KeyFacts subjectKey,
      Issuer issuer,
      BigInteger serial,
      Instant from,
      Instant until) {
    try {
      X500Name issuerName = issuer.name().name();
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              issuerName,
              serial,
              Date.from(from),
              Date.from(until),
              wanted.subject().name(),
              SubjectPublicKeyInfo.getInstance(subjectKey.spki().toArray()));
      ExtensionsGenerator extensions = extensions(wanted);
      if (!extensions.isEmpty()) {
        Extensions asked = extensions.generate();
        for (ASN1ObjectIdentifier oid : asked.getExtensionOIDs()) {
          builder.addExtension(asked.getExtension(oid));
        }
      }
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyId(subjectKey)));
      if (issuer.keyId().isPresent()) {
        builder.addExtension(
            Extension.authorityKeyIdentifier,
            false,
            new AuthorityKeyIdentifier(issuer.keyId().get().toArray()));
      }
      Bytes der =
          Bytes.wrap(builder.build(new HandleSigner(issuer.key(), wanted.digest())).getEncoded());
      return switch (Cert.parse(der)) {
        case Cert.Parsed.Good(Cert cert) -> new Made.Good(cert);
        case Cert.Parsed.Malformed(String why) -> new Made.Failed(why);
      };
    } catch (RuntimeOperatorException refused) {
      return new Made.Failed(String.valueOf(refused.getMessage()));
    } catch (IOException | RuntimeException unencodable) {
      return new Made.Failed("the certificate cannot be encoded: " + unencodable.getMessage());
    }
  }

  /** What a request asks for as well. */
  static ExtensionsGenerator extensions(Wanted wanted) throws IOException {
    ExtensionsGenerator generator = new ExtensionsGenerator();
    if (wanted.isCa()) {
      generator.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    }
    if (!wanted.keyUses().isEmpty()) {
      generator.addExtension(
          Extension.keyUsage, wanted.keyUsesCritical(), KeyUse.toExtension(wanted.keyUses()));
    }
    if (!wanted.extendedUses().isEmpty()) {
      generator.addExtension(
          Extension.extendedKeyUsage,
          wanted.extendedUsesCritical(),
          new ExtendedKeyUsage(
              wanted.extendedUses().stream()
                  .sorted()
                  .map(ASN1ObjectIdentifier::new)
                  .map(KeyPurposeId::getInstance)
                  .toArray(KeyPurposeId[]::new)));
    }
    if (!wanted.altNames().isEmpty()) {
      // RFC 5280 section 4.1.2.6: without a subject the SAN is the name, and critical.
      generator.addExtension(
          Extension.subjectAlternativeName,
          wanted.altNamesCritical() || wanted.subject().isEmpty(),
          new GeneralNames(
              wanted.altNames().stream().map(AltName::name).toArray(GeneralName[]::new)));
    }
    return generator;
  }

  /** RFC 7093 section 2, method 1: no SHA-1. */
  private static byte[] keyId(KeyFacts key) {
    byte[] bits =
        SubjectPublicKeyInfo.getInstance(key.spki().toArray()).getPublicKeyData().getOctets();
    try {
      byte[] digest = MessageDigest.getInstance(Digest.SHA256.jcaName()).digest(bits);
      return java.util.Arrays.copyOf(digest, 20);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new AssertionError(everyJdkHasIt);
    }
  }
}
