package org.ikev2d.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.ikev2d.pki.sign.JcaKeyHandle;
import org.ikev2d.pki.sign.PrivateKeyHandle;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.DistinguishedName;
import org.ikev2d.pki.x509.Jca;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.wire.Bytes;

/** Certificates for tests, good and bad. */
public final class TestPki {
  /** The moment at which tests look at certificates. */
  public static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private static final AtomicInteger SERIAL = new AtomicInteger(0x1000);

  private TestPki() {}

  /** A certificate and its key. */
  public record Entity(Cert cert, KeyPair keys) {
    public Bytes der() {
      return cert.der();
    }

    public PrivateKey privateKey() {
      return keys.getPrivate();
    }

    public X509CertificateHolder holder() {
      try {
        return new X509CertificateHolder(cert.der().toArray());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    public PrivateKeyHandle handle() {
      return JcaKeyHandle.soft(keys.getPrivate(), cert.usableKey().orElseThrow());
    }
  }

  public static KeyPair ec(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", Jca.provider());
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public static KeyPair rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", Jca.provider());
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public static KeyPair ed25519() {
    try {
      return KeyPairGenerator.getInstance("Ed25519", Jca.provider()).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A self-signed authority. */
  public static Entity root(String subject) {
    return subject(subject).ca().issueSelf();
  }

  public static Draft subject(String subject) {
    return new Draft(subject);
  }

  /** A certificate in the making. */
  public static final class Draft {
    private final X500Name subject;
    private final List<Extension> extensions = new ArrayList<>();
    private final List<GeneralName> names = new ArrayList<>();
    private KeyPair keys;
    private Instant from = NOW.minus(Duration.ofDays(10));
    private Instant until = NOW.plus(Duration.ofDays(300));
    private String algorithm = "";
    private BigInteger serial = BigInteger.valueOf(SERIAL.incrementAndGet());

    private Draft(String subject) {
      this.subject =
          subject.isEmpty()
              ? DistinguishedName.EMPTY.name()
              : ((DistinguishedName.Parsed.Good) DistinguishedName.parse(subject)).name().name();
      this.keys = ec("P-256");
    }

    public Draft keys(KeyPair pair) {
      keys = pair;
      return this;
    }

    public Draft validity(Instant notBefore, Instant notAfter) {
      from = notBefore;
      until = notAfter;
      return this;
    }

    public Draft serial(long number) {
      serial = BigInteger.valueOf(number);
      return this;
    }

    public Draft algorithm(String name) {
      algorithm = name;
      return this;
    }

    public Draft ca() {
      return extension(Extension.basicConstraints, true, new BasicConstraints(true))
          .extension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    }

    public Draft ca(int pathLength) {
      return extension(Extension.basicConstraints, true, new BasicConstraints(pathLength))
          .extension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    }

    public Draft dns(String name) {
      names.add(new GeneralName(GeneralName.dNSName, name));
      return this;
    }

    public Draft mail(String name) {
      names.add(new GeneralName(GeneralName.rfc822Name, name));
      return this;
    }

    public Draft ip(String address) {
      byte[] octets = InetAddress.ofLiteral(address).getAddress();
      names.add(
          new GeneralName(GeneralName.iPAddress, new org.bouncycastle.asn1.DEROctetString(octets)));
      return this;
    }

    public Draft extension(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
      try {
        extensions.add(new Extension(oid, critical, value.toASN1Primitive().getEncoded("DER")));
        return this;
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    public Entity issueSelf() {
      return sign(subject, keys.getPrivate());
    }

    public Entity issuedBy(Entity issuer) {
      return sign(issuer.cert().subject().name(), issuer.privateKey());
    }

    private Entity sign(X500Name issuer, PrivateKey key) {
      try {
        X509v3CertificateBuilder builder =
            new X509v3CertificateBuilder(
                issuer,
                serial,
                Date.from(from),
                Date.from(until),
                subject,
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
        for (Extension extension : extensions) {
          builder.addExtension(extension);
        }
        if (!names.isEmpty()) {
          builder.addExtension(
              Extension.subjectAlternativeName,
              false,
              new GeneralNames(names.toArray(GeneralName[]::new)));
        }
        byte[] der =
            builder
                .build(
                    new JcaContentSignerBuilder(algorithm.isEmpty() ? usual(key) : algorithm)
                        .setProvider(Jca.provider())
                        .build(key))
                .getEncoded();
        return new Entity(((Cert.Parsed.Good) Cert.parse(Bytes.wrap(der))).cert(), keys);
      } catch (IOException | OperatorCreationException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** What a key of that kind signs with. */
  public static String usual(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC", "ECDSA" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }

  /** The facts of a key. */
  public static KeyFacts facts(KeyPair pair) {
    return ((KeyFacts.Decoded.Good) KeyFacts.of(pair.getPublic())).key();
  }
}
