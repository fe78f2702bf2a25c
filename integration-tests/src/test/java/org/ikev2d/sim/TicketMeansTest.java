package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.actor.TicketBox;
import org.ikev2d.crypto.Secret;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.payload.Identity;
import org.ikev2d.pki.store.StoredKey;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.IdPattern;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.TicketMarks;
import org.ikev2d.port.TicketVault;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.Extensions;
import org.ikev2d.sim.TestCa.Entity;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tickets end with the means by which the client has authenticated. A is the client. */
class TicketMeansTest {
  private static final String USER = "alice@example.com";
  private static final String PASSWORD = "correct horse";

  private static EndpointSettings settings(boolean asks, Optional<TicketVault> vault) {
    Secret tokens = Secret.ofPublic(Bytes.ofText("a secret for tokens, 32 octets.."));
    return EndpointSettings.DEFAULT.withExtensions(
        Extensions.DEFAULT.withSessions(asks, vault).withCrashDetection(true, Optional.of(tokens)));
  }

  private static TwoHosts hosts(SimPolicy ofA, SimPolicy ofB) {
    TicketVault vault =
        new TicketBox(
            new JdkCrypto(),
            Secret.ofPublic(Bytes.ofText("of the gateway")),
            Duration.ofHours(1),
            TicketMarks.NONE);
    return new TwoHosts(
        ofA, ofB, settings(true, Optional.empty()), settings(false, Optional.of(vault)));
  }

  /** The gateway has lost everything and has that policy now; the client notices. */
  private static void crash(TwoHosts hosts, SimPolicy now) {
    hosts.b.replace(now);
    hosts.b.restart();
    hosts.a.endpoint().rekeyIke(hosts.a.ikeSas().getFirst().sa().localSpi());
    hosts.settle();
  }

  private static void assertTaken(TwoHosts hosts, boolean taken) {
    assertThat(hosts.b.events("ike.resumed")).hasSize(taken ? 1 : 0);
    assertThat(hosts.b.events("ike.resume.refused")).hasSize(taken ? 0 : 1);
  }

  @ParameterizedTest
  @CsvSource({
    "alice@example.com, correct horse, true",
    "alice@example.com, another, false",
    "bob@example.com, correct horse, false"
  })
  void aTicketIsVoidOnceThePasswordIsAnother(String user, String password, boolean taken) {
    Entity root = TestCa.root("Root");
    PeerRule atA =
        CertHosts.rule(
            TwoHosts.ruleA(Rules.AES_SHA256_X25519),
            CertHosts.A,
            AuthChoice.EAP_MSCHAPV2,
            CertHosts.B,
            AuthChoice.CERT);
    PeerRule atB =
        CertHosts.rule(
                TwoHosts.ruleB(Rules.AES_SHA256_X25519),
                CertHosts.B,
                AuthChoice.CERT,
                CertHosts.A,
                AuthChoice.EAP_MSCHAPV2)
            .withRemoteIds(List.of(new IdPattern.Any()));
    TwoHosts hosts =
        hosts(
            TwoHosts.policy(atA, TwoHosts.transportA()).withEap(USER, PASSWORD),
            TwoHosts.policy(atB, TwoHosts.transportB()).withEap(USER, PASSWORD));
    hosts.a.use(TestCa.credentials(TestCa.host("a.example.com", "P-256", root), root));
    hosts.b.use(TestCa.credentials(TestCa.host("b.example.com", "P-256", root), root));
    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    crash(hosts, TwoHosts.policy(atB, TwoHosts.transportB()).withEap(user, password));

    assertTaken(hosts, taken);
    if (taken) {
      assertThat(hosts.b.ikeSas())
          .singleElement()
          .matches(s -> s.remoteId().equals(Optional.of(Identity.ofMailbox(USER))));
    }
  }

  @Test
  void aTicketIsVoidOnceTheRuleNamesOtherRawKeys() {
    StoredKey a = RawKeyTest.own("Ed25519");
    StoredKey b = RawKeyTest.own("Ed25519");
    for (String key : List.of("peer0", "peer1")) {
      TwoHosts hosts =
          hosts(
              TwoHosts.policy(
                  RawKeyTest.rule(
                      TwoHosts.ruleA(Rules.AES_SHA256_X25519), CertHosts.A, CertHosts.B, "peer0"),
                  TwoHosts.transportA()),
              policyOfB("peer0"));
      hosts.a.use(RawKeyTest.store(a, b));
      hosts.b.use(RawKeyTest.store(b, a, a));
      assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

      crash(hosts, policyOfB(key));

      assertTaken(hosts, key.equals("peer0"));
    }
  }

  private static SimPolicy policyOfB(String key) {
    return TwoHosts.policy(
        RawKeyTest.rule(TwoHosts.ruleB(Rules.AES_SHA256_X25519), CertHosts.B, CertHosts.A, key),
        TwoHosts.transportB());
  }
}
