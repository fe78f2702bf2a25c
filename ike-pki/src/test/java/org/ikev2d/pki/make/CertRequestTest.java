package org.ikev2d.pki.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.pki.TestPki.NOW;
import static org.ikev2d.pki.TestPki.root;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.ikev2d.pki.TestPki;
import org.ikev2d.pki.TestPki.Entity;
import org.ikev2d.pki.sign.PrivateKeyHandle;
import org.ikev2d.pki.sign.SignatureRefusal;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.DistinguishedName;
import org.ikev2d.pki.x509.ExtendedUse;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.pki.x509.KeyUse;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Test;

class CertRequestTest {
  private static final Entity OWNER = root("CN=owner");
  private static final Wanted WANTED =
      new Wanted(
          ((DistinguishedName.Parsed.Good) DistinguishedName.parse("C=US, CN=gw1")).name(),
          ((AltName.Parsed.Good) AltName.parse("DNS=gw1.example.com, DN=C=US, CN=x,IP=2001:db8::1"))
              .names(),
          true,
          Set.of(KeyUse.DIGITAL_SIGNATURE),
          true,
          Set.of(ExtendedUse.IPSEC_IKE.oid()),
          false,
          Optional.empty());

  @Test
  void carriesWhatItAsksFor() {
    CertRequest read = ((CertRequest.Parsed.Good) CertRequest.parse(made())).request();
    assertThat(read.wanted()).isEqualTo(WANTED);
    assertThat(read.key().spki()).isEqualTo(OWNER.cert().spki());
  }

  private static Bytes made() {
    return ((CertRequest.Made.Good) CertRequest.make(WANTED, OWNER.handle())).der();
  }

  @Test
  void isRefusedIfAnotherKeySignedIt() {
    Entity other = root("CN=other");
    PrivateKeyHandle thief =
        new PrivateKeyHandle() {
          @Override
          public KeyFacts publicKey() {
            return OWNER.cert().usableKey().orElseThrow();
          }

          @Override
          public Result sign(org.ikev2d.pki.sign.SignatureScheme scheme, byte[] octets) {
            return other.handle().sign(scheme, octets);
          }
        };
    Bytes der = ((CertRequest.Made.Good) CertRequest.make(WANTED, thief)).der();
    assertThat(CertRequest.parse(der))
        .isInstanceOfSatisfying(
            CertRequest.Parsed.Bad.class, b -> assertThat(b.why()).contains("not signed by"));
  }

  @Test
  void neitherThrowsNorSucceedsForSpoiledOctets() {
    byte[] good = made().toArray();
    Random random = new Random(2986);
    for (int round = 0; round < 1000; round++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      assertThat(CertRequest.parse(Bytes.wrap(bad)))
          .as("round %d", round)
          .isInstanceOf(CertRequest.Parsed.Bad.class);
    }
  }

  @Test
  void aKeyThatRefusesMakesAFailureWithItsReason() {
    PrivateKeyHandle locked =
        new PrivateKeyHandle() {
          @Override
          public KeyFacts publicKey() {
            return OWNER.cert().usableKey().orElseThrow();
          }

          @Override
          public Result sign(org.ikev2d.pki.sign.SignatureScheme scheme, byte[] octets) {
            return new Result.Refused(
                new SignatureRefusal(SignatureRefusal.Kind.PROVIDER_FAILED, "token is locked"));
          }
        };
    assertThat(CertRequest.make(WANTED, locked))
        .isEqualTo(new CertRequest.Made.Failed("token is locked"));
    assertThat(
            CertMaker.selfSigned(WANTED, locked, BigInteger.ONE, NOW, NOW.plus(Duration.ofDays(1))))
        .isEqualTo(new CertMaker.Made.Failed("token is locked"));
  }

  @Test
  void anIssuedCertificateNamesTheKeyOfItsIssuer() {
    Wanted ca =
        new Wanted(
            OWNER.cert().subject(),
            List.of(),
            false,
            Set.of(KeyUse.KEY_CERT_SIGN, KeyUse.CRL_SIGN),
            true,
            Set.of(),
            false,
            Optional.empty());
    Cert issuer =
        ((CertMaker.Made.Good)
                CertMaker.selfSigned(
                    ca, OWNER.handle(), BigInteger.ONE, NOW, NOW.plus(Duration.ofDays(9))))
            .cert();
    assertThat(issuer.extensions().isCa()).isTrue();
    Cert leaf =
        ((CertMaker.Made.Good)
                CertMaker.issue(
                    WANTED,
                    TestPki.facts(TestPki.rsa(2048)),
                    new CertMaker.Issuer(
                        issuer.subject(), OWNER.handle(), issuer.extensions().subjectKeyId()),
                    BigInteger.TWO,
                    NOW,
                    NOW.plus(Duration.ofDays(1))))
            .cert();
    assertThat(leaf.extensions().authorityKeyId()).isEqualTo(issuer.extensions().subjectKeyId());
    assertThat(leaf.extensions().isCa()).isFalse();
    assertThat(leaf.altNameTexts())
        .containsExactly("DNS=gw1.example.com", "DN=C=US, CN=x", "IP=2001:db8:0:0:0:0:0:1");
  }
}
