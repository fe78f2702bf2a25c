package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.IdPattern;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.IkeSaSnapshot;
import org.ikev2d.sim.TestCa.Entity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sides that prove nothing (RFC 7619). */
@Tag("R7619-2-1")
class NullAuthTest {
  private static PeerRule with(PeerRule like, AuthChoice local, AuthChoice remote) {
    boolean named = local != AuthChoice.NULL;
    return new PeerRule(
        like.label(),
        like.local(),
        like.remote(),
        named ? like.localId() : Optional.empty(),
        remote == AuthChoice.NULL ? List.of() : like.remoteIds(),
        local,
        remote,
        like.xforms(),
        like.childPfs(),
        like.childLifetime());
  }

  private static PeerRule ruleA(AuthChoice local, AuthChoice remote) {
    return with(TwoHosts.ruleA(Rules.AES_SHA256_X25519), local, remote);
  }

  private static PeerRule ruleB(AuthChoice local, AuthChoice remote) {
    return with(TwoHosts.ruleB(Rules.AES_SHA256_X25519), local, remote);
  }

  private static TwoHosts hosts(AuthChoice ofA, AuthChoice ofB) {
    return new TwoHosts(
        TwoHosts.policy(ruleA(ofA, ofB), TwoHosts.transportA()),
        TwoHosts.policy(ruleB(ofB, ofA), TwoHosts.transportB()));
  }

  @ParameterizedTest
  @CsvSource({"NULL, NULL", "NULL, PRESHARED", "PRESHARED, NULL"})
  void eitherSideMayProveNothing(AuthChoice ofA, AuthChoice ofB) {
    TwoHosts hosts = hosts(ofA, ofB);

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    IkeSaSnapshot a = hosts.a.ikeSas().getFirst();
    IkeSaSnapshot b = hosts.b.ikeSas().getFirst();
    assertIdentity(a.localId(), ofA, TwoHosts.A);
    assertIdentity(b.remoteId(), ofA, TwoHosts.A);
    assertIdentity(b.localId(), ofB, TwoHosts.B);
    assertIdentity(a.remoteId(), ofB, TwoHosts.B);
    assertThat(b.methods().peer()).isEqualTo(ofA == AuthChoice.NULL ? "NULL" : "SHARED_KEY_MIC");
    assertThat(hosts.a.sadb()).hasSize(2);
    assertThat(hosts.b.sadb()).hasSize(2);
  }

  private static void assertIdentity(Optional<Identity> seen, AuthChoice choice, String address) {
    assertThat(seen)
        .contains(
            choice == AuthChoice.NULL ? Identity.NULL : Identity.ofAddress(Rules.address(address)));
  }

  @Test
  void aStrangerLearnsWhomItHasReachedByACertificate() {
    Entity root = TestCa.root("Root");
    PeerRule server = Rules.withLocalId(ruleB(AuthChoice.CERT, AuthChoice.NULL), CertHosts.B);
    PeerRule client =
        ruleA(AuthChoice.NULL, AuthChoice.CERT)
            .withRemoteIds(List.of(new IdPattern.Exact(CertHosts.B)));
    TwoHosts hosts =
        new TwoHosts(
            TwoHosts.policy(client, TwoHosts.transportA()),
            TwoHosts.policy(server, TwoHosts.transportB()));
    hosts.a.use(TestCa.credentials(TestCa.host("a.example.com", "P-256", root), root));
    hosts.b.use(TestCa.credentials(TestCa.host("b.example.com", "P-256", root), root));

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    assertThat(hosts.a.ikeSas().getFirst().methods().certificate()).contains("b.example.com");
    assertThat(hosts.b.ikeSas().getFirst().remoteId()).contains(Identity.NULL);
  }

  @ParameterizedTest
  @CsvSource({"PRESHARED, unknown-peer", "CERT, unknown-peer"})
  void aRuleThatAsksForAProofTakesNothingLess(AuthChoice wanted, String reason) {
    TwoHosts hosts =
        new TwoHosts(
            TwoHosts.policy(ruleA(AuthChoice.NULL, AuthChoice.PRESHARED), TwoHosts.transportA()),
            TwoHosts.policy(
                ruleB(AuthChoice.PRESHARED, wanted).withRemoteIds(List.of(new IdPattern.Any())),
                TwoHosts.transportB()));

    assertThat(hosts.initiate()).isInstanceOf(CommandOutcome.Failed.class);

    assertThat(hosts.b.events("ike.refused").getFirst().fields()).containsEntry("reason", reason);
    assertThat(hosts.b.sadb()).isEmpty();
    assertThat(hosts.a.sadb()).isEmpty();
  }

  /** B's tunnel leads to a whole net: a stranger gets its own address of it. */
  @Test
  void aStrangersSideOfTheTrafficIsItsAddress() {
    SecurityPolicy wide =
        Rules.tunnel(
            "a", "10.0.0.0/24", "10.2.0.0/16", TwoHosts.A, TwoHosts.B, Rules.ESP_AES_SHA512);
    SecurityPolicy back =
        Rules.tunnel(
            "b", "10.2.0.0/16", "10.0.0.0/24", TwoHosts.B, TwoHosts.A, Rules.ESP_AES_SHA512);
    TwoHosts hosts =
        new TwoHosts(
            TwoHosts.policy(ruleA(AuthChoice.NULL, AuthChoice.PRESHARED), wide),
            TwoHosts.policy(ruleB(AuthChoice.PRESHARED, AuthChoice.NULL), back));

    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    ChildSa child = hosts.b.ikeSas().getFirst().sa().children().all().getFirst();
    assertThat(child.remote()).containsExactly(Rules.host(TwoHosts.A));
    assertThat(child.local()).containsExactly(Rules.net("10.2.0.0/16"));
  }

  /** The same host is known by one rule and a stranger by another. */
  private static TwoHosts knownAndStrange() {
    PeerRule known = Rules.rule("a-b", TwoHosts.A, TwoHosts.B, Rules.AES_SHA256_X25519);
    PeerRule unknown =
        with(
            Rules.rule("stranger", TwoHosts.A, TwoHosts.B, Rules.AES_SHA256_X25519),
            AuthChoice.NULL,
            AuthChoice.PRESHARED);
    PeerRule forUnknown =
        with(
            Rules.rule("strangers", TwoHosts.B, TwoHosts.A, Rules.AES_SHA256_X25519),
            AuthChoice.PRESHARED,
            AuthChoice.NULL);
    return new TwoHosts(
        new SimPolicy(List.of(known, unknown), List.of(TwoHosts.transportA()), "key"),
        new SimPolicy(
            List.of(TwoHosts.ruleB(Rules.AES_SHA256_X25519), forUnknown),
            List.of(TwoHosts.transportB()),
            "key"));
  }

  /** Whoever begins the rekey: it would displace what the known peer has got since. */
  @Test
  void ourRekeyOfAStrangersChildSaTakesNoTraffic() {
    TwoHosts hosts = knownAndStrange();
    hosts.a.initiate("stranger");
    hosts.settle();
    IkeSaSnapshot strange = hosts.b.ikeSas().getFirst();
    assertThat(strange.remoteId()).contains(Identity.NULL);
    ChildSa old = strange.sa().children().all().getFirst();
    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());
    assertThat(hosts.b.sadb()).hasSize(4);

    hosts.b.endpoint().rekeyChild(old.inbound());
    hosts.network.advance(Duration.ofSeconds(5));

    assertThat(hosts.b.events("child.rekeyed")).isEmpty();
    assertThat(hosts.b.ikeSas())
        .allSatisfy(s ->
            assertThat(s.sa().children().all())
                .hasSize(s.remoteId().equals(Optional.of(Identity.NULL)) ? 0 : 1));
    assertThat(hosts.b.sadb()).hasSize(2);
  }

  @Test
  void aStrangerTakesNoTrafficFromWhoHasProvedItsIdentity() {
    TwoHosts hosts = knownAndStrange();
    assertThat(hosts.initiate()).isEqualTo(new CommandOutcome.Done());

    CompletableFuture<CommandOutcome> second = hosts.a.initiate("stranger");
    hosts.settle();

    assertThat(second.getNow(null)).isInstanceOf(CommandOutcome.Failed.class);
    assertThat(hosts.b.events("child.refused").getFirst().fields())
        .containsEntry("reason", "ts-unacceptable")
        .containsEntry("ours", "a peer that has proved its identity has a CHILD SA for that");
    assertThat(hosts.b.sadb()).hasSize(2);
  }
}
