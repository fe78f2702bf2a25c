package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.port.IdPattern;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.SaStatus;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.wire.IkeSpi;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class InitialExchangesTest {
  @Tag("R7296-1.2-1")
  @Test
  void makesAnIkeSaAndAChildSaInTwoRoundTrips() {
    TwoHosts hosts = TwoHosts.usual();

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    assertThat(hosts.network.ladder()).as("messages").hasSize(4);
    assertThat(hosts.a.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
    assertThat(hosts.b.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
    assertThat(hosts.a.ikeSas().getFirst().sa().responderSpi())
        .isEqualTo(hosts.b.ikeSas().getFirst().sa().localSpi());
  }

  @Tag("R7296-2.17-2")
  @Test
  void givesBothKernelsTheSameSpisAndKeys() {
    TwoHosts hosts = TwoHosts.usual();
    hosts.initiate();

    List<SaStatus> a = hosts.a.sadb();
    List<SaStatus> b = hosts.b.sadb();
    assertThat(a).hasSize(2).allMatch(s -> s.state() == SaStatus.State.MATURE);
    assertThat(b).hasSize(2).allMatch(s -> s.state() == SaStatus.State.MATURE);
    for (SaStatus ours : a) {
      SaStatus theirs = b.stream().filter(s -> s.id().equals(ours.id())).findFirst().orElseThrow();
      assertThat(theirs.encryptKey()).isEqualTo(ours.encryptKey());
      assertThat(theirs.authKey()).isEqualTo(ours.authKey());
    }
    assertThat(a.get(0).encryptKey()).isNotEqualTo(a.get(1).encryptKey());
  }

  @Tag("R7296-2.9-2")
  @Test
  void narrowsSelectorsToWhatBothPoliciesAllow() {
    TwoHosts hosts =
        new TwoHosts(
            TwoHosts.policy(
                TwoHosts.ruleA(Rules.AES_SHA256_X25519),
                Rules.tunnel(
                    "pol-a",
                    "10.1.0.0/16",
                    "10.2.0.0/16",
                    TwoHosts.A,
                    TwoHosts.B,
                    Rules.ESP_AES_SHA512)),
            TwoHosts.policy(
                TwoHosts.ruleB(Rules.AES_SHA256_X25519),
                Rules.tunnel(
                    "pol-b",
                    "10.2.3.0/24",
                    "10.1.0.0/16",
                    TwoHosts.B,
                    TwoHosts.A,
                    Rules.ESP_AES_SHA512)));

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    ChildSa child = hosts.a.ikeSas().getFirst().sa().children().all().getFirst();
    assertThat(child.local()).containsExactly(Rules.net("10.1.0.0/16"));
    assertThat(child.remote()).containsExactly(Rules.net("10.2.3.0/24"));
  }

  @Tag("R7296-1.2-2")
  @Tag("R7296-3.3.6-1")
  @Tag("R7296-3.3-1")
  @Test
  void triesAgainWithTheGroupThatTheResponderAsksFor() {
    TwoHosts hosts =
        new TwoHosts(
            TwoHosts.policy(
                TwoHosts.ruleA(Rules.AES_SHA256_X25519, Rules.AES_SHA256_ECP256),
                TwoHosts.transportA()),
            TwoHosts.policy(TwoHosts.ruleB(Rules.AES_SHA256_ECP256), TwoHosts.transportB()));

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());
    assertThat(hosts.network.ladder()).hasSize(6);
    assertThat(hosts.b.ikeSas()).hasSize(1);
  }

  @Tag("R7296-2.1-1")
  @Test
  void survivesTheLossOfEachMessage() {
    for (int lost = 0; lost < 4; lost++) {
      TwoHosts hosts = TwoHosts.usual();
      int[] count = {0};
      int nth = lost;
      hosts.network.fault(p -> count[0]++ == nth ? List.of() : SimNetwork.pass(p));

      assertThat(hosts.initiate()).as("message " + lost + " lost").isNotNull();
      assertThat(hosts.a.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
      assertThat(hosts.b.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
      assertThat(hosts.a.sadb()).hasSize(2);
      assertThat(hosts.b.sadb()).hasSize(2);
    }
  }

  @Tag("R7296-2.1-4")
  @Test
  void takesEachRepeatedDatagramOnce() {
    TwoHosts hosts = TwoHosts.usual();
    hosts.network.fault(p ->
        List.of(
            new SimNetwork.Delivery(p, Duration.ofMillis(5)),
            new SimNetwork.Delivery(p, Duration.ofMillis(9))));

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());
    assertThat(hosts.b.ikeSas()).hasSize(1);
    assertThat(hosts.b.events("ike.established")).hasSize(1);
    assertThat(hosts.a.events("ike.established")).hasSize(1);
  }

  @Tag("R7296-2.21.2-1")
  @Tag("R7296-2.15-4")
  @Test
  void refusesAWrongKeyAndLeavesNothingBehind() {
    TwoHosts hosts = TwoHosts.usual();
    hosts.b.replace(
        new SimPolicy(
            List.of(TwoHosts.ruleB(Rules.AES_SHA256_X25519)),
            List.of(TwoHosts.transportB()),
            "another secret"));

    CommandOutcome outcome = hosts.initiate();

    assertThat(outcome).isInstanceOf(CommandOutcome.Failed.class);
    IkeEvent refused = hosts.b.events("ike.refused").getFirst();
    assertThat(refused.fields())
        .containsEntry("reason", "authentication-failed")
        .containsEntry("rule", "b-a")
        .containsEntry("identity", "IPV4_ADDR:10.0.0.1");
    assertThat(hosts.a.events("ike.failed").getFirst().fields())
        .containsEntry("theirs", "AUTHENTICATION_FAILED")
        .containsEntry("rule", "a-b");
    assertNothingLeft(hosts);
  }

  @Tag("R7296-2.7-3")
  @Tag("R7296-3.3.4-1")
  @Test
  void refusesWithoutACommonProposalAndNamesBothSides() {
    TwoHosts hosts =
        new TwoHosts(
            TwoHosts.policy(TwoHosts.ruleA(Rules.AES_SHA256_X25519), TwoHosts.transportA()),
            TwoHosts.policy(TwoHosts.ruleB(Rules.AES_SHA256_ECP256), TwoHosts.transportB()));

    assertThat(hosts.initiate()).isInstanceOf(CommandOutcome.Failed.class);

    IkeEvent refused = hosts.b.events("ike.refused").getFirst();
    assertThat(refused.fields()).containsEntry("reason", "no-proposal-chosen");
    assertThat(refused.fields().get("theirs")).contains("CURVE25519");
    assertThat(refused.fields().get("ours")).contains("ECP_256");
    assertThat(refused.fields().get("mismatch")).contains("KE: theirs CURVE25519, ours ECP_256");
    assertThat(hosts.a.events("ike.failed").getFirst().fields())
        .containsEntry("theirs", "NO_PROPOSAL_CHOSEN");
    assertNothingLeft(hosts);
  }

  @Tag("R7296-2.21.2-2")
  @Tag("R7296-2.9-2")
  @Tag("RX-PFK-1")
  @Test
  void refusesSelectorsButKeepsTheIkeSa() {
    TwoHosts hosts =
        new TwoHosts(
            TwoHosts.policy(
                TwoHosts.ruleA(Rules.AES_SHA256_X25519),
                Rules.tunnel(
                    "pol-a",
                    "10.1.0.0/16",
                    "10.9.0.0/16",
                    TwoHosts.A,
                    TwoHosts.B,
                    Rules.ESP_AES_SHA512)),
            TwoHosts.policy(
                TwoHosts.ruleB(Rules.AES_SHA256_X25519),
                Rules.tunnel(
                    "pol-b",
                    "10.2.0.0/16",
                    "10.1.0.0/16",
                    TwoHosts.B,
                    TwoHosts.A,
                    Rules.ESP_AES_SHA512)));

    CommandOutcome outcome = hosts.initiate();

    assertThat(outcome).isInstanceOf(CommandOutcome.Failed.class);
    assertThat(((CommandOutcome.Failed) outcome).refusal())
        .isInstanceOf(Refusal.RefusedByPeer.class);
    assertThat(hosts.b.events("child.refused").getFirst().fields())
        .containsEntry("reason", "ts-unacceptable")
        .containsEntry("theirs", "10.1.0.0/16=10.9.0.0/16 tunnel")
        .containsEntry("ours", "pol-b: 10.1.0.0/16=10.2.0.0/16 tunnel");
    assertThat(hosts.a.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
    assertThat(hosts.a.sadb()).isEmpty();
    assertThat(hosts.b.sadb()).isEmpty();
  }

  @Tag("R7296-2.4-2")
  @Test
  void givesASilentPeerUp() {
    TwoHosts hosts = TwoHosts.usual();
    hosts.network.fault(p -> List.of());
    CompletableFuture<CommandOutcome> outcome = hosts.a.initiate("a-b");
    hosts.network.advance(Duration.ofSeconds(90));

    assertThat(outcome).isDone();
    assertThat(hosts.a.events("ike.failed").getFirst().fields())
        .containsEntry("reason", "peer-silent")
        .containsEntry("exchange", "IKE_SA_INIT")
        .containsEntry("rule", "a-b");
    assertNothingLeft(hosts);
  }

  @Tag("RX-INIT-2")
  @Test
  void forgetsAnInitiatorThatDoesNotAuthenticate() {
    TwoHosts hosts = TwoHosts.usual();
    hosts.network.fault(p ->
        p.from().getAddress().equals(Rules.address(TwoHosts.B)) ? List.of() : SimNetwork.pass(p));
    hosts.a.initiate("a-b");
    hosts.network.advance(Duration.ofSeconds(1));
    assertThat(hosts.b.endpoint().halfOpen().total()).isEqualTo(1);

    hosts.network.advance(Duration.ofSeconds(120));
    assertThat(hosts.b.endpoint().halfOpen().total()).isZero();
    assertNothingLeft(hosts);
  }

  @Test
  void answersAnUnknownPeerWithNoProposalChosen() {
    TwoHosts hosts = TwoHosts.usual();
    hosts.b.replace(
        new SimPolicy(
            List.of(Rules.rule("other", TwoHosts.B, "10.0.0.77", Rules.AES_SHA256_X25519)),
            List.of(),
            "x"));
    hosts.initiate();
    assertThat(hosts.b.events("ike.refused").getFirst().fields())
        .containsEntry("reason", "unknown-peer");
    assertThat(hosts.a.events("ike.failed").getFirst().fields())
        .containsEntry("theirs", "NO_PROPOSAL_CHOSEN");
    assertNothingLeft(hosts);
  }

  @Tag("R7296-1.4.1-3")
  @Test
  void deletesOnBothSides() {
    TwoHosts hosts = TwoHosts.usual();
    hosts.initiate();
    IkeSpi initiator = hosts.a.ikeSas().getFirst().sa().initiatorSpi();
    CompletableFuture<CommandOutcome> outcome = hosts.a.endpoint().delete(initiator, IkeSpi.NONE);
    hosts.settle();

    assertThat(outcome).isCompletedWithValue(new CommandOutcome.Done());
    assertThat(hosts.b.events("ike.closed").getFirst().fields()).containsEntry("by", "peer");
    assertNothingLeft(hosts);
  }

  @Tag("R7296-2.25.2-3")
  @Test
  void crossingDeletesEndBothSides() {
    TwoHosts hosts = TwoHosts.usual();
    hosts.initiate();
    CompletableFuture<Void> a = hosts.a.endpoint().deleteAll("test");
    CompletableFuture<Void> b = hosts.b.endpoint().deleteAll("test");
    hosts.settle();

    assertThat(a).isDone();
    assertThat(b).isDone();
    assertNothingLeft(hosts);
  }

  @Tag("RX-PFK-3")
  @Test
  void startsFromAPacketThatFindsNoSa() {
    TwoHosts hosts = TwoHosts.usual();
    hosts.a.acquire(TwoHosts.A, TwoHosts.B);
    hosts.settle();

    assertThat(hosts.a.events("kernel.acquire").getFirst().fields())
        .containsEntry("policy", "pol-a");
    assertThat(hosts.b.sadb()).hasSize(2).allMatch(s -> s.state() == SaStatus.State.MATURE);
  }

  @Tag("R7296-2.23-2")
  @Tag("R7296-2.23-3")
  @Test
  void movesToTheNatTraversalPortBehindANat() {
    TwoHosts hosts = TwoHosts.usual();
    Nat nat = new Nat(TwoHosts.A, "10.0.0.99", TwoHosts.B);
    hosts.network.fault(nat::rewrite);
    hosts.b.replace(
        new SimPolicy(
            List.of(natted(Rules.rule("b-nat", TwoHosts.B, "10.0.0.99", Rules.AES_SHA256_X25519))),
            List.of(Rules.transport("pol-b", TwoHosts.B, "10.0.0.99", Rules.ESP_AES_SHA512)),
            "a shared secret"));
    hosts.initiate();

    assertThat(hosts.a.ikeSas()).hasSize(1);
    assertThat(hosts.a.ikeSas().getFirst().natLocal()).isTrue();
    assertThat(hosts.a.ikeSas().getFirst().sa().path().marked()).isTrue();
    assertThat(hosts.b.ikeSas().getFirst().natRemote()).isTrue();
    assertThat(hosts.b.ikeSas().getFirst().sa().path().local().getPort()).isEqualTo(4500);
  }

  private static PeerRule natted(PeerRule rule) {
    return new PeerRule(
        rule.label(),
        rule.local(),
        rule.remote(),
        rule.localId(),
        List.of(new IdPattern.Any()),
        rule.localAuth(),
        rule.remoteAuth(),
        rule.xforms(),
        rule.childPfs(),
        rule.childLifetime());
  }

  private static void assertNothingLeft(TwoHosts hosts) {
    for (SimNode node : List.of(hosts.a, hosts.b)) {
      assertThat(node.ikeSas()).as(node + " IKE SAs").isEmpty();
      assertThat(node.sadb()).as(node + " SADB").isEmpty();
      assertThat(node.endpoint().halfOpen().total()).as(node + " half-open").isZero();
      assertThat(node.endpoint().counters().children()).as(node + " children").isZero();
      assertThat(node.events("ike.fault")).as(node + " faults").isEmpty();
    }
    assertThat(hosts.network.clock().pending()).as("timers").isZero();
  }
}
