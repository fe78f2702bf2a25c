package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.x509.GeneralName;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.payload.Identity;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.Credentials;
import org.ikev2d.port.EapMethod;
import org.ikev2d.port.IdPattern;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.TlsRole;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sim.TestCa.Entity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** EAP within IKE_AUTH: A is the client, B the server (RFC 7296 section 2.16, RFC 5998). */
class EapTest {
  private static final Entity ROOT = TestCa.root("Root");
  private static final Entity OTHER_ROOT = TestCa.root("Other root");
  private static final Entity OF_A = TestCa.host("a.example.com", "P-256", ROOT);
  private static final Entity OF_B = TestCa.host("b.example.com", "P-256", ROOT);
  private static final String PASSWORD = "correct horse";

  private static TwoHosts hosts(
      AuthChoice ofA, AuthChoice ofB, IdPattern users, Optional<String> passwordOfB) {
    EndpointSettings settings = EndpointSettings.DEFAULT.withFragmentation(true, 1280);
    PeerRule atA =
        CertHosts.rule(TwoHosts.ruleA(Rules.AES_SHA256_X25519), CertHosts.A, ofA, CertHosts.B, ofB);
    PeerRule atB =
        CertHosts.rule(TwoHosts.ruleB(Rules.AES_SHA256_X25519), CertHosts.B, ofB, CertHosts.A, ofA)
            .withRemoteIds(List.of(users));
    SimPolicy policyA = TwoHosts.policy(atA, TwoHosts.transportA());
    SimPolicy policyB = TwoHosts.policy(atB, TwoHosts.transportB());
    TwoHosts hosts =
        new TwoHosts(
            passwordOfB.isPresent() ? policyA.withEap("alice@example.com", PASSWORD) : policyA,
            passwordOfB.map(p -> policyB.withEap("alice@example.com", p)).orElse(policyB),
            settings);
    hosts.a.use(TestCa.credentials(OF_A, ROOT));
    hosts.b.use(TestCa.credentials(OF_B, ROOT));
    return hosts;
  }

  private static TwoHosts byPassword(String passwordOfB) {
    return hosts(
        AuthChoice.EAP_MSCHAPV2, AuthChoice.CERT, new IdPattern.Any(), Optional.of(passwordOfB));
  }

  private static TwoHosts byTls(AuthChoice ofB) {
    return hosts(AuthChoice.EAP_TLS, ofB, new IdPattern.Exact(CertHosts.A), Optional.empty());
  }

  private static String established(SimNode node, String field) {
    IkeEvent event = node.events("ike.established").getFirst();
    return String.valueOf(event.fields().get(field));
  }

  private static void assertEstablished(TwoHosts hosts, CommandOutcome outcome) {
    assertThat(outcome)
        .as(() -> hosts.network.ladder() + "\n" + hosts.a.events() + hosts.b.events())
        .isEqualTo(new CommandOutcome.Done());
    for (SimNode node : List.of(hosts.a, hosts.b)) {
      assertThat(node.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
      assertThat(node.sadb()).hasSize(2);
      assertThat(node.events("ike.fault")).isEmpty();
    }
  }

  private static void assertRefused(TwoHosts hosts, String by, String why) {
    SimNode node = by.equals("A") ? hosts.a : hosts.b;
    String event = by.equals("A") ? "ike.failed" : "ike.refused";
    assertThat(node.events(event))
        .as(() -> hosts.network.ladder().toString())
        .hasSize(1)
        .allSatisfy(e -> assertThat(String.valueOf(e.fields().get("why"))).contains(why));
    for (SimNode each : List.of(hosts.a, hosts.b)) {
      assertThat(each.sadb()).isEmpty();
      assertThat(each.events("ike.established")).isEmpty();
      assertThat(each.events("ike.fault")).isEmpty();
    }
  }

  @Tag("R7296-2.16-1")
  @Tag("R7296-2.16-2")
  @Tag("R7296-2.16-4")
  @Test
  void provesTheInitiatorByPasswordAndTheResponderByCertificate() {
    TwoHosts hosts = byPassword(PASSWORD);

    assertEstablished(hosts, hosts.initiate());

    assertThat(established(hosts.a, "local_auth")).isEqualTo("EAP-MSCHAPV2");
    assertThat(established(hosts.a, "remote_auth")).startsWith("DIGITAL_SIGNATURE");
    assertThat(established(hosts.b, "remote_auth")).isEqualTo("EAP-MSCHAPV2");
    assertThat(established(hosts.b, "remote_id"))
        .isEqualTo(Identity.ofMailbox("alice@example.com").toString());
  }

  @Tag("R7296-2.16-3")
  @Test
  void refusesAWrongPassword() {
    TwoHosts hosts = byPassword("wrong horse");

    assertThat(hosts.initiate()).isNotEqualTo(new CommandOutcome.Done());

    assertRefused(hosts, "B", "wrong password");
    assertThat(hosts.a.events("ike.failed"))
        .allSatisfy(e ->
            assertThat(String.valueOf(e.fields().get("why")))
                .isEqualTo("the server refuses name or password"));
  }

  @Test
  void givesNoPasswordToAResponderThatIsNotTrusted() {
    TwoHosts hosts = byPassword(PASSWORD);
    hosts.b.use(TestCa.credentials(TestCa.host("b.example.com", "P-256", OTHER_ROOT), OTHER_ROOT));

    hosts.initiate();

    assertRefused(hosts, "A", "NO_TRUSTED_PATH");
  }

  /** Whoever has a password of the rule must not pass for somebody else. */
  @Tag("R7296-2.16-4")
  @Test
  void takesTheNameThatThePasswordProvesAndNotTheOneThatIsClaimed() {
    TwoHosts hosts =
        hosts(
            AuthChoice.EAP_MSCHAPV2,
            AuthChoice.CERT,
            new IdPattern.Exact(CertHosts.A),
            Optional.of(PASSWORD));

    hosts.initiate();

    assertRefused(hosts, "B", "EAP has authenticated alice@example.com");
  }

  @Tag("R7296-2.16-2")
  @Test
  void provesTheInitiatorByEapTls() {
    TwoHosts hosts = byTls(AuthChoice.CERT);

    assertEstablished(hosts, hosts.initiate());

    assertThat(established(hosts.a, "local_auth")).isEqualTo("EAP-TLS");
    assertThat(established(hosts.b, "remote_auth")).isEqualTo("EAP-TLS");
    assertThat(established(hosts.b, "local_auth")).startsWith("DIGITAL_SIGNATURE");
    assertThat(established(hosts.b, "remote_id")).isEqualTo(CertHosts.A.toString());
  }

  @Tag("R5998-3-1")
  @Test
  void provesBothSidesByEapTlsAlone() {
    TwoHosts hosts = byTls(AuthChoice.EAP_TLS);

    assertEstablished(hosts, hosts.initiate());

    for (SimNode node : List.of(hosts.a, hosts.b)) {
      assertThat(established(node, "local_auth")).isEqualTo("EAP-TLS");
      assertThat(established(node, "remote_auth")).isEqualTo("EAP-TLS");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA-2048", "P-384", "Ed25519"})
  void takesKeysOfEveryKindForTls(String kind) {
    TwoHosts hosts = byTls(AuthChoice.EAP_TLS);
    hosts.a.use(TestCa.credentials(TestCa.host("a.example.com", kind, ROOT), ROOT));
    hosts.b.use(TestCa.credentials(TestCa.host("b.example.com", kind, ROOT), ROOT));

    assertEstablished(hosts, hosts.initiate());
  }

  /** Large certificates need many fragments of EAP-TLS, one round each. */
  @Tag("R7296-2.16-3")
  @Test
  void goesThroughMoreThanTenRoundsWithLargeCertificates() {
    TwoHosts hosts = byTls(AuthChoice.EAP_TLS);
    hosts.a.use(TestCa.credentials(large("a.example.com"), ROOT));
    hosts.b.use(TestCa.credentials(large("b.example.com"), ROOT));

    assertEstablished(hosts, hosts.initiate());

    long requests =
        hosts.network.ladder().stream().filter(line -> line.contains("IKE_AUTH")).count();
    assertThat(requests).isGreaterThan(20);
  }

  @Test
  void refusesAClientWhoseTlsCertificateIsNotTrusted() {
    TwoHosts hosts = byTls(AuthChoice.CERT);
    hosts.a.use(
        TestCa.credentials(
            TestCa.store(List.of(TestCa.host("a.example.com", "P-256", OTHER_ROOT)), List.of(ROOT)),
            CertPolicy.DEFAULT));

    hosts.initiate();

    assertRefused(hosts, "B", "NO_TRUSTED_PATH");
  }

  @Test
  void refusesAClientWhoseTlsCertificateNamesAnother() {
    TwoHosts hosts = byTls(AuthChoice.CERT);
    Entity mallory = TestCa.host("m.example.com", "P-256", ROOT);
    hosts.a.use(under("m.example.com", TestCa.credentials(mallory, ROOT)));

    hosts.initiate();

    assertRefused(hosts, "B", "a.example.com");
  }

  @Test
  void refusesAServerWhoseTlsCertificateIsNotTrusted() {
    TwoHosts hosts = byTls(AuthChoice.EAP_TLS);
    hosts.b.use(
        TestCa.credentials(
            TestCa.store(List.of(TestCa.host("b.example.com", "P-256", OTHER_ROOT)), List.of(ROOT)),
            CertPolicy.DEFAULT));

    hosts.initiate();

    assertRefused(hosts, "A", "NO_TRUSTED_PATH");
  }

  /** Without a signature of the responder, MS-CHAPv2 would be open to a search for the password. */
  @Tag("R5998-3-1")
  @Test
  void neverLeavesTheRespondersProofToMsChap() {
    TwoHosts hosts =
        hosts(
            AuthChoice.EAP_MSCHAPV2,
            AuthChoice.EAP_MSCHAPV2,
            new IdPattern.Any(),
            Optional.of(PASSWORD));

    hosts.initiate();

    assertRefused(hosts, "A", "by a certificate");
  }

  /** A server cannot begin: the initiator is always the client. */
  @Test
  void leavesItToTheClientToBegin() {
    TwoHosts hosts = byPassword(PASSWORD);

    hosts.b.initiate("b-a");
    hosts.settle();

    assertThat(hosts.b.events("ike.failed"))
        .hasSize(1)
        .allSatisfy(e -> assertThat(String.valueOf(e.fields().get("why"))).contains("EAP client"));
  }

  @Test
  void refusesASharedKeyWhereEapIsAskedFor() {
    TwoHosts hosts = byPassword(PASSWORD);
    hosts.a.replace(
        TwoHosts.policy(
            CertHosts.rule(
                TwoHosts.ruleA(Rules.AES_SHA256_X25519),
                CertHosts.A,
                AuthChoice.PRESHARED,
                CertHosts.B,
                AuthChoice.PRESHARED),
            TwoHosts.transportA()));

    hosts.initiate();

    assertRefused(hosts, "B", "method theirs SHARED_KEY_MIC, ours EAP_MSCHAPV2");
  }

  @Test
  void refusesASignatureWhereEapIsAskedFor() {
    TwoHosts hosts = byPassword(PASSWORD);
    hosts.a.replace(
        TwoHosts.policy(
            CertHosts.rule(
                TwoHosts.ruleA(Rules.AES_SHA256_X25519),
                CertHosts.A,
                AuthChoice.CERT,
                CertHosts.B,
                AuthChoice.CERT),
            TwoHosts.transportA()));

    hosts.initiate();

    assertRefused(hosts, "B", "ours EAP_MSCHAPV2");
  }

  @Test
  void survivesLossOfAnyDatagram() {
    for (int lost = 0; lost < 14; lost++) {
      TwoHosts hosts = byPassword(PASSWORD);
      AtomicInteger left = new AtomicInteger(lost);
      hosts.network.fault(
          packet -> left.getAndDecrement() == 0 ? List.of() : SimNetwork.pass(packet));

      CompletableFuture<CommandOutcome> outcome = hosts.a.initiate("a-b");
      hosts.network.advance(Duration.ofSeconds(20));

      assertEstablished(hosts, outcome.getNow(null));
    }
  }

  /** Requests that come again while a worker is at the first are dropped, and cost nothing. */
  @Test
  void waitsForMethodsThatTakeTheirTime() {
    TwoHosts hosts = byTls(AuthChoice.EAP_TLS);
    hosts.a.delayProofs(Duration.ofSeconds(1));
    hosts.b.delayProofs(Duration.ofSeconds(3));

    CompletableFuture<CommandOutcome> outcome = hosts.a.initiate("a-b");
    hosts.network.advance(Duration.ofSeconds(50));

    assertEstablished(hosts, outcome.getNow(null));
  }

  /** A certificate of about eight thousand octets. */
  private static Entity large(String name) {
    GeneralName[] names = new GeneralName[200];
    for (int i = 0; i < names.length; i++) {
      names[i] = TestCa.dns(i == 0 ? name : "n" + i + ".a-rather-long-name.example.com");
    }
    return TestCa.host(name, TestCa.keys("P-256"), ROOT, names);
  }

  /** These credentials, whoever is asked for. */
  private static Credentials under(String name, Credentials credentials) {
    return new Credentials() {
      @Override
      public Announcement announcement() {
        return credentials.announcement();
      }

      @Override
      public Proof prove(Claim claim) {
        return credentials.prove(claim);
      }

      @Override
      public Verdict judge(Evidence evidence) {
        return credentials.judge(evidence);
      }

      @Override
      public Optional<EapMethod> eapTls(TlsRole role) {
        return credentials.eapTls(new TlsRole(role.server(), Identity.ofFqdn(name), role.peer()));
      }
    };
  }
}
