package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.payload.Identity;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.sign.HashAlgorithm;
import org.ikev2d.pki.sign.HashAlgorithms;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.Credentials;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sim.TestCa.Entity;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What must not come to be: each refusal is seen on the wire, in the log and by the command. */
class CertificateRefusalTest {
  private static final Entity ROOT = TestCa.root("Root");
  private static final Credentials GOOD_A =
      TestCa.credentials(TestCa.host("a.example.com", "P-256", ROOT), ROOT);
  private static final Credentials GOOD_B =
      TestCa.credentials(TestCa.host("b.example.com", "P-256", ROOT), ROOT);

  private final TwoHosts hosts = CertHosts.hosts();

  private static void assertNothingLeft(TwoHosts hosts) {
    hosts.network.advance(Duration.ofSeconds(120));
    for (SimNode node : List.of(hosts.a, hosts.b)) {
      assertThat(node.ikeSas()).as("IKE SAs of " + node).isEmpty();
      assertThat(node.sadb()).as("SADB of " + node).isEmpty();
      assertThat(node.events("ike.fault")).isEmpty();
      assertThat(node.events("ike.established")).isEmpty();
      assertThat(node.endpoint().halfOpen().total()).isZero();
    }
    assertThat(hosts.network.clock().pending()).as("timers").isZero();
  }

  /** B refuses: A learns no more than that. */
  private static void assertRefusedByResponder(TwoHosts hosts, String... findings) {
    CommandOutcome outcome = hosts.initiate();
    assertThat(outcome).isInstanceOf(CommandOutcome.Failed.class);
    assertThat(((CommandOutcome.Failed) outcome).refusal().toNotify())
        .isEqualTo(NotifyType.AUTHENTICATION_FAILED);
    assertThat(hosts.b.events("ike.refused")).hasSize(1);
    IkeEvent refused = hosts.b.events("ike.refused").getFirst();
    assertThat(refused.fields()).containsEntry("reason", "authentication-failed");
    assertThat(refused.fields().get("why")).contains(findings);
    assertThat(hosts.a.events("ike.failed").getFirst().fields())
        .containsEntry("theirs", "AUTHENTICATION_FAILED")
        .doesNotContainKey("why");
    assertNothingLeft(hosts);
  }

  /** A refuses what B shows: B is told, after it has believed in the IKE SA. */
  private static void assertRefusedByInitiator(TwoHosts hosts, String... findings) {
    assertThat(hosts.initiate()).isInstanceOf(CommandOutcome.Failed.class);
    IkeEvent failed = hosts.a.events("ike.failed").getFirst();
    assertThat(failed.fields()).containsEntry("reason", "authentication-failed");
    assertThat(failed.fields().get("why")).contains(findings);
    assertThat(hosts.a.ikeSas()).isEmpty();
    assertThat(hosts.a.sadb()).isEmpty();
    assertThat(hosts.b.ikeSas()).isEmpty();
    assertThat(hosts.b.sadb()).isEmpty();
    assertThat(hosts.a.events("ike.fault")).isEmpty();
    assertThat(hosts.b.events("ike.fault")).isEmpty();
  }

  @Tag("R5280-X-1")
  @Tag("R7296-2.21.2-1")
  @Test
  void anExpiredCertificateOfTheInitiator() {
    hosts.a.use(TestCa.dateless(TestCa.expired("a.example.com", ROOT), ROOT));
    hosts.b.use(GOOD_B);
    assertRefusedByResponder(hosts, "EXPIRED", "CN=a.example.com");
  }

  @Test
  void anExpiredCertificateOfTheResponder() {
    hosts.a.use(GOOD_A);
    hosts.b.use(TestCa.dateless(TestCa.expired("b.example.com", ROOT), ROOT));
    assertRefusedByInitiator(hosts, "EXPIRED", "CN=b.example.com");
  }

  @Tag("R4945-3-1")
  @Test
  void aCertificateOfAnotherIdentity() {
    hosts.a.use(lying(TestCa.host("c.example.com", "P-256", ROOT)));
    hosts.b.use(GOOD_B);
    assertRefusedByResponder(hosts, "IDENTITY_MISMATCH", "FQDN:a.example.com", "c.example.com");
  }

  @Test
  void anAuthorityThatIsNotTrusted() {
    Entity other = TestCa.root("Other");
    hosts.a.use(TestCa.credentials(TestCa.host("a.example.com", "P-256", other), ROOT));
    hosts.b.use(GOOD_B);
    assertRefusedByResponder(hosts, "NO_TRUSTED_PATH", "CN=Other");
  }

  @Test
  void allThatIsWrongAtOnce() {
    Entity other = TestCa.root("Other");
    hosts.a.use(lying(TestCa.expired("c.example.com", other)));
    hosts.b.use(GOOD_B);
    assertRefusedByResponder(hosts, "NO_TRUSTED_PATH", "EXPIRED", "IDENTITY_MISMATCH");
  }

  @Test
  void anIntermediateThatIsNotSent() {
    Entity sub = TestCa.authority("Sub", ROOT);
    Entity leaf = TestCa.host("a.example.com", "P-256", sub);
    hosts.a.use(TestCa.credentials(new Entity(leaf.cert(), leaf.keys(), List.of()), ROOT));
    hosts.b.use(GOOD_B);
    assertRefusedByResponder(hosts, "NO_TRUSTED_PATH", "CN=Sub");
  }

  @Test
  void aSignatureByAnotherKey() {
    Entity leaf = TestCa.host("a.example.com", "P-256", ROOT);
    Entity stolen = new Entity(leaf.cert(), TestCa.keys("P-256"), leaf.issuers());
    hosts.a.use(TestCa.credentials(stolen, ROOT));
    hosts.b.use(GOOD_B);
    assertRefusedByResponder(hosts, "AUTH BAD_SIGNATURE");
  }

  @Tag("R7296-2.15-4")
  @Test
  void aSignatureByAnotherKeyOfTheResponder() {
    Entity leaf = TestCa.host("b.example.com", "P-256", ROOT);
    Entity stolen = new Entity(leaf.cert(), TestCa.keys("P-256"), leaf.issuers());
    hosts.a.use(GOOD_A);
    hosts.b.use(TestCa.credentials(stolen, ROOT));
    assertRefusedByInitiator(hosts, "AUTH BAD_SIGNATURE");
  }

  @Tag("R7427-5-1")
  @Tag("R8247-3-1")
  @Test
  void aWeakKey() {
    hosts.a.use(
        TestCa.credentials(
            TestCa.store(List.of(TestCa.host("a.example.com", "RSA-1024", ROOT)), List.of(ROOT)),
            CertPolicy.DEFAULT
                .change()
                .signatures(CertPolicy.DEFAULT.signatures().withMinRsaBits(1024))
                .done()));
    hosts.b.use(GOOD_B);
    assertRefusedByResponder(hosts, "WEAK_KEY");
  }

  @Test
  void noCertificateOfOurOwnAsInitiator() {
    hosts.a.use(TestCa.credentials(TestCa.host("c.example.com", "P-256", ROOT), ROOT));
    hosts.b.use(GOOD_B);

    CommandOutcome outcome = hosts.initiate();

    assertThat(outcome).isInstanceOf(CommandOutcome.Failed.class);
    assertThat(((CommandOutcome.Failed) outcome).refusal().facts().get("why"))
        .contains("no certificate with a usable private key names FQDN:a.example.com")
        .contains("c.example.com");
    assertThat(hosts.a.ikeSas()).isEmpty();
    assertNothingLeft(hosts);
  }

  @Test
  void noCertificateOfOurOwnAsResponder() {
    hosts.a.use(GOOD_A);
    hosts.b.use(Credentials.NONE);
    CommandOutcome outcome = hosts.initiate();
    assertThat(((CommandOutcome.Failed) outcome).refusal().toNotify())
        .isEqualTo(NotifyType.AUTHENTICATION_FAILED);
    assertThat(hosts.b.events("ike.refused").getFirst().fields().get("why"))
        .contains("no key store");
    assertNothingLeft(hosts);
  }

  @Test
  void aPeerThatSendsNoCertificateAndIsInNoKeyStore() {
    hosts.a.use(withoutCertificates(GOOD_A));
    hosts.b.use(GOOD_B);
    assertRefusedByResponder(hosts, "NO_CERTIFICATE", "FQDN:a.example.com");
  }

  @Test
  void butAPeerThatIsInTheKeyStoreNeedNotSendItsCertificate() {
    Entity a = TestCa.host("a.example.com", "P-256", ROOT);
    hosts.a.use(withoutCertificates(TestCa.credentials(a, ROOT)));
    hosts.b.use(TestCa.credentials(TestCa.host("b.example.com", "P-256", ROOT), ROOT, a));

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());
  }

  @Tag("R7427-3-1")
  @Test
  void aPeerThatVerifiesNoHashOfOurs() {
    hosts.a.use(TestCa.credentials(TestCa.host("a.example.com", "Ed25519", ROOT), ROOT));
    hosts.b.use(announcing(GOOD_B, HashAlgorithms.encode(List.of(HashAlgorithm.SHA2_256))));

    CommandOutcome outcome = hosts.initiate();

    assertThat(((CommandOutcome.Failed) outcome).refusal().facts().get("why"))
        .contains("Ed25519")
        .contains("SHA2_256");
    assertNothingLeft(hosts);
  }

  @Tag("R7427-4-1")
  @Test
  void aListOfHashesThatCannotBeReadIsAsIfItHadNotCome() {
    hosts.a.use(GOOD_A);
    hosts.b.use(announcing(GOOD_B, Bytes.of(0, 2, 0)));

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());
    assertThat(hosts.a.events("ike.established").getFirst().fields().get("local_auth"))
        .startsWith("ECDSA_256");
  }

  @Tag("R7296-2.15-4")
  @Test
  void aSharedKeyWhereACertificateIsWanted() {
    TwoHosts mixed =
        new TwoHosts(
            TwoHosts.policy(
                CertHosts.rule(
                    TwoHosts.ruleA(Rules.AES_SHA256_X25519),
                    CertHosts.A,
                    AuthChoice.PRESHARED,
                    CertHosts.B,
                    AuthChoice.CERT),
                TwoHosts.transportA()),
            TwoHosts.policy(
                CertHosts.rule(
                    TwoHosts.ruleB(Rules.AES_SHA256_X25519),
                    CertHosts.B,
                    AuthChoice.CERT,
                    CertHosts.A,
                    AuthChoice.CERT),
                TwoHosts.transportB()));
    mixed.b.use(GOOD_B);
    assertRefusedByResponder(mixed, "method theirs SHARED_KEY_MIC, ours CERT");
  }

  @Test
  void aSignatureWhereASharedKeyIsWanted() {
    TwoHosts mixed =
        new TwoHosts(
            TwoHosts.policy(
                CertHosts.rule(
                    TwoHosts.ruleA(Rules.AES_SHA256_X25519),
                    CertHosts.A,
                    AuthChoice.CERT,
                    CertHosts.B,
                    AuthChoice.PRESHARED),
                TwoHosts.transportA()),
            TwoHosts.policy(
                CertHosts.rule(
                    TwoHosts.ruleB(Rules.AES_SHA256_X25519),
                    CertHosts.B,
                    AuthChoice.PRESHARED,
                    CertHosts.A,
                    AuthChoice.PRESHARED),
                TwoHosts.transportB()));
    mixed.a.use(GOOD_A);
    assertRefusedByResponder(mixed, "ours PRESHARED");
  }

  @Test
  void aProofThatIsNeverJudgedEndsInBoundedTime() {
    hosts.a.use(GOOD_A);
    hosts.b.use(GOOD_B);
    hosts.b.delayProofs(Duration.ofMinutes(10));
    CompletableFuture<CommandOutcome> outcome = hosts.a.initiate("a-b");

    hosts.network.advance(Duration.ofSeconds(31));

    assertThat(outcome.getNow(null)).isInstanceOf(CommandOutcome.Failed.class);
    assertThat(hosts.b.events("ike.refused").getFirst().fields().get("why"))
        .contains("no answer within 30 s");
    hosts.network.advance(Duration.ofMinutes(21));
    assertNothingLeft(hosts);
  }

  @Test
  void ourOwnProofThatIsNeverMadeEndsInBoundedTime() {
    hosts.a.use(GOOD_A);
    hosts.b.use(GOOD_B);
    hosts.a.delayProofs(Duration.ofMinutes(10));
    CompletableFuture<CommandOutcome> outcome = hosts.a.initiate("a-b");

    hosts.network.advance(Duration.ofSeconds(31));

    assertThat(((CommandOutcome.Failed) outcome.getNow(null)).refusal().facts().get("why"))
        .contains("no answer within 30 s");
    hosts.network.advance(Duration.ofMinutes(11));
    assertNothingLeft(hosts);
  }

  @Test
  void aKeyStoreThatFailsInsideRefusesAndHarmsNothingElse() {
    hosts.a.use(GOOD_A);
    hosts.b.use(
        new Credentials() {
          @Override
          public Announcement announcement() {
            return GOOD_B.announcement();
          }

          @Override
          public Proof prove(Claim claim) {
            return GOOD_B.prove(claim);
          }

          @Override
          public Verdict judge(Evidence evidence) {
            throw new IllegalStateException("broken");
          }
        });

    assertThat(hosts.initiate()).isInstanceOf(CommandOutcome.Failed.class);
    assertThat(hosts.b.events("ike.fault")).hasSize(1);
    assertThat(hosts.b.ikeSas()).isEmpty();
  }

  /** Claims to be a.example.com with whatever certificate it has. */
  private static Credentials lying(Entity entity) {
    Credentials real = TestCa.dateless(entity, ROOT);
    return new Credentials() {
      @Override
      public Announcement announcement() {
        return real.announcement();
      }

      @Override
      public Proof prove(Claim claim) {
        return real.prove(
            claim.of(Identity.ofFqdn(entity.cert().subject().commonNames().getFirst())));
      }

      @Override
      public Verdict judge(Evidence evidence) {
        return real.judge(evidence);
      }
    };
  }

  private static Credentials withoutCertificates(Credentials real) {
    return new Credentials() {
      @Override
      public Announcement announcement() {
        return real.announcement();
      }

      @Override
      public Proof prove(Claim claim) {
        Proof proof = real.prove(claim);
        return proof instanceof Proof.Made(var certificates, var auth, var how)
            ? new Proof.Made(List.of(), auth, how)
            : proof;
      }

      @Override
      public Verdict judge(Evidence evidence) {
        return real.judge(evidence);
      }
    };
  }

  private static Credentials announcing(Credentials real, Bytes hashes) {
    return new Credentials() {
      @Override
      public Announcement announcement() {
        return new Announcement(hashes, real.announcement().authorities(), false);
      }

      @Override
      public Proof prove(Claim claim) {
        return real.prove(claim);
      }

      @Override
      public Verdict judge(Evidence evidence) {
        return real.judge(evidence);
      }
    };
  }
}
