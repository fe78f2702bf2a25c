package org.ikev2d.sim;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.ikev2d.pki.auth.ChainCheck;
import org.ikev2d.pki.auth.Hints;
import org.ikev2d.pki.auth.StoredCredentials;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.sign.JcaKeyHandle;
import org.ikev2d.pki.store.Credential;
import org.ikev2d.pki.store.StoreContents;
import org.ikev2d.pki.store.StoredCert;
import org.ikev2d.pki.store.StoredKey;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.Jca;
import org.ikev2d.port.Credentials;
import org.ikev2d.wire.Bytes;

/** Authorities, certificates and key stores for simulated hosts. */
public final class TestCa {
  /** The moment at which simulated hosts look at certificates. */
  public static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private static final AtomicInteger SERIAL = new AtomicInteger(1);

  private static final Map<String, KeyPair> RSA = new ConcurrentHashMap<>();

  private TestCa() {}

  /**
   * A certificate with its key.
   *
   * @param issuers from its issuer to the root
   */
  public record Entity(Cert cert, KeyPair keys, List<Entity> issuers) {
    public Entity root() {
      return issuers.isEmpty() ? this : issuers.getLast();
    }

    public JcaKeyHandle key() {
      return JcaKeyHandle.soft(keys.getPrivate(), cert.usableKey().orElseThrow());
    }
  }

  /** RSA-2048, RSA-4096, P-256, P-384, P-521, Ed25519, Ed448, or ML-DSA-44 and its like. */
  public static KeyPair keys(String kind) {
    try {
      boolean rsa = kind.startsWith("RSA-");
      String algorithm = rsa ? "RSA" : kind.startsWith("P-") ? "EC" : kind;
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, Jca.provider());
      if (rsa) {
        generator.initialize(Integer.parseInt(kind.substring(4)));
      } else if (algorithm.equals("EC")) {
        generator.initialize(new ECGenParameterSpec(kind));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public static Entity root(String name) {
    return root(name, keys("P-256"));
  }

  public static Entity root(String name, KeyPair keys) {
    return issue(name, keys, Optional.empty(), true, NOW.plus(Duration.ofDays(9)));
  }

  /** An intermediate authority. */
  public static Entity authority(String name, Entity issuer) {
    return issue(name, keys("P-256"), Optional.of(issuer), true, NOW.plus(Duration.ofDays(9)));
  }

  /** The certificate of a host. */
  public static Entity host(String name, KeyPair keys, Entity issuer, GeneralName... names) {
    return issue(name, keys, Optional.of(issuer), false, NOW.plus(Duration.ofDays(9)), names);
  }

  public static Entity host(String name, String kind, Entity issuer) {
    // RSA keys take seconds to make: each host has one of each length for all tests.
    KeyPair pair =
        kind.startsWith("RSA-")
            ? RSA.computeIfAbsent(name + " " + kind, key -> keys(kind))
            : keys(kind);
    return host(name, pair, issuer, dns(name));
  }

  public static Entity expired(String name, Entity issuer) {
    return issue(
        name, keys("P-256"), Optional.of(issuer), false, NOW.minus(Duration.ofDays(1)), dns(name));
  }

  public static GeneralName dns(String name) {
    return new GeneralName(GeneralName.dNSName, name);
  }

  private static Entity issue(
      String name,
      KeyPair keys,
      Optional<Entity> issuer,
      boolean ca,
      Instant until,
      GeneralName... names) {
    KeyPair signing = issuer.map(Entity::keys).orElse(keys);
    X500Name subject = new X500Name("C=US,O=Example,CN=" + name);
    X500Name by = issuer.map(i -> i.cert().subject().name()).orElse(subject);
    try {
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              by,
              BigInteger.valueOf(SERIAL.incrementAndGet()),
              Date.from(NOW.minus(Duration.ofDays(10))),
              Date.from(until),
              subject,
              SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
      if (ca) {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
      }
      if (names.length > 0) {
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
      }
      String kind = signing.getPrivate().getAlgorithm();
      String algorithm =
          switch (kind) {
            case "RSA" -> "SHA256withRSA";
            case "EC", "ECDSA" -> "SHA256withECDSA";
            default -> kind;
          };
      byte[] der =
          builder
              .build(
                  new JcaContentSignerBuilder(algorithm)
                      .setProvider(Jca.provider())
                      .build(signing.getPrivate()))
              .getEncoded();
      List<Entity> issuers = new ArrayList<>();
      issuer.ifPresent(i -> {
        issuers.add(i);
        issuers.addAll(i.issuers());
      });
      return new Entity(
          ((Cert.Parsed.Good) Cert.parse(Bytes.wrap(der))).cert(), keys, List.copyOf(issuers));
    } catch (IOException | OperatorCreationException e) {
      throw new AssertionError(e);
    }
  }

  /** A key store with keys and chains of our own, and with certificates of others. */
  public static StoreContents store(List<Entity> own, List<Entity> others) {
    List<StoredCert> certs = new ArrayList<>();
    List<StoredKey> keys = new ArrayList<>();
    List<Credential> credentials = new ArrayList<>();
    for (Entity entity : own) {
      String label = entity.cert().title();
      List<Cert> chain = new ArrayList<>(List.of(entity.cert()));
      entity.issuers().forEach(i -> chain.add(i.cert()));
      certs.add(new StoredCert(label, entity.cert(), StoredCert.KeyState.AVAILABLE));
      keys.add(new StoredKey(label, entity.key()));
      credentials.add(new Credential(label, entity.cert(), chain, entity.key()));
    }
    others.forEach(
        o -> certs.add(new StoredCert(o.cert().title(), o.cert(), StoredCert.KeyState.NONE)));
    return new StoreContents("test", certs, keys, credentials, List.of(), List.of());
  }

  /** A host's credentials: its own certificate, and the roots that it trusts. */
  public static Credentials credentials(Entity own, Entity... trusted) {
    return credentials(store(List.of(own), Arrays.asList(trusted)), CertPolicy.DEFAULT);
  }

  /** A host that cares for no dates, not even for those of its own certificate. */
  static Credentials dateless(Entity own, Entity trusted) {
    return credentials(
        store(List.of(own), List.of(trusted)), CertPolicy.DEFAULT.change().ignoreDate(true).done());
  }

  public static Credentials credentials(StoreContents contents, CertPolicy policy) {
    return credentials(contents, policy, Hints.NONE);
  }

  public static Credentials credentials(StoreContents contents, CertPolicy policy, Hints hints) {
    return new StoredCredentials(
        () -> List.of(contents), () -> policy, ChainCheck.NONE, hints, InstantSource.fixed(NOW));
  }
}
