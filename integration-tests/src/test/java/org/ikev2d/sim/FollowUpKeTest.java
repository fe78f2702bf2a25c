package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.port.IkeXform;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.SaStatus;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.GroupId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Additional key exchanges when SAs are replaced (RFC 9370 section 2.2.4). */
class FollowUpKeTest {
  private static final List<GroupId> TWO = List.of(GroupId.ML_KEM_768, GroupId.ECP_256);
  private static final IkeXform XFORM = Rules.AES_SHA256_X25519.withAdditional(TWO);

  private static PeerRule withPfs(PeerRule rule, List<GroupId> additional) {
    return new PeerRule(
        rule.label(),
        rule.local(),
        rule.remote(),
        rule.localId(),
        rule.remoteIds(),
        rule.localAuth(),
        rule.remoteAuth(),
        rule.xforms(),
        List.of(GroupId.CURVE25519),
        rule.childLifetime(),
        additional);
  }

  private static TwoHosts established(int seed) {
    return established(seed, EndpointSettings.DEFAULT);
  }

  private static TwoHosts established(int seed, EndpointSettings settings) {
    TwoHosts hosts =
        new TwoHosts(
            TwoHosts.policy(withPfs(TwoHosts.ruleA(XFORM), TWO), TwoHosts.transportA()),
            TwoHosts.policy(withPfs(TwoHosts.ruleB(XFORM), TWO), TwoHosts.transportB()),
            settings,
            seed);
    hosts.initiate();
    return hosts;
  }

  private static IkeSa ike(SimNode node) {
    return node.ikeSas().getFirst().sa();
  }

  private static boolean is(SimNetwork.Packet packet, ExchangeType exchange, boolean response) {
    Optional<MessageHeader> header = MessageCodec.peekHeader(packet.datagram());
    return header
        .filter(h -> h.response() == response && h.exchange().equals(exchange))
        .isPresent();
  }

  private static void assertSameKeys(TwoHosts hosts) {
    for (SaStatus ours : hosts.a.sadb()) {
      assertThat(hosts.b.sadb())
          .anyMatch(s ->
              s.id().equals(ours.id())
                  && s.encryptKey().equals(ours.encryptKey())
                  && s.authKey().equals(ours.authKey()));
    }
  }

  @Tag("R9370-2.2.4-1")
  @Tag("R9370-2.2.5-1")
  @Test
  void aChildSaIsReplacedAfterTheLastKeyExchange() {
    TwoHosts hosts = established(0);
    ChildSa old = RekeyTest.child(hosts.a);
    int[] exchanges = {0};
    hosts.network.fault(p -> {
      if (is(p, ExchangeType.IKE_FOLLOWUP_KE, false)) {
        exchanges[0]++;
        assertThat(hosts.b.sadb()).filteredOn(s -> s.state() == SaStatus.State.MATURE).hasSize(2);
      }
      return SimNetwork.pass(p);
    });
    CompletableFuture<CommandOutcome> outcome = hosts.a.endpoint().rekeyChild(old.inbound());
    hosts.network.advance(Duration.ofSeconds(20));

    assertThat(outcome).isCompletedWithValue(new CommandOutcome.Done());
    assertThat(exchanges[0]).isEqualTo(2);
    assertThat(RekeyTest.child(hosts.a).inbound()).isNotEqualTo(old.inbound());
    assertThat(RekeyTest.child(hosts.a).algorithms().additional()).isEqualTo(TWO);
    RekeyTest.assertSettled(hosts);
    assertSameKeys(hosts);
  }

  @Tag("R9370-2.2.4-1")
  @Test
  void anIkeSaIsReplacedByEitherSide() {
    for (boolean byA : List.of(true, false)) {
      TwoHosts hosts = established(0);
      IkeSa old = ike(hosts.a);
      SimNode node = byA ? hosts.a : hosts.b;
      CompletableFuture<CommandOutcome> outcome = node.endpoint().rekeyIke(ike(node).localSpi());
      hosts.network.advance(Duration.ofSeconds(20));

      assertThat(outcome).isCompletedWithValue(new CommandOutcome.Done());
      assertThat(ike(hosts.a).localSpi()).isNotEqualTo(old.localSpi());
      assertThat(ike(hosts.a).keyed().orElseThrow().suite().additional()).isEqualTo(TWO);
      RekeyTest.assertSettled(hosts);
      // The new IKE SA's keys work, and so do the keys that it makes.
      hosts.b.endpoint().rekeyChild(RekeyTest.child(hosts.b).inbound());
      hosts.network.advance(Duration.ofSeconds(20));
      RekeyTest.assertSettled(hosts);
      assertSameKeys(hosts);
    }
  }

  @Test
  void survivesTheLossOfEachMessage() {
    for (boolean ike : List.of(true, false)) {
      for (int lost = 0; lost < 8; lost++) {
        TwoHosts hosts = established(lost);
        int[] count = {0};
        int nth = lost;
        hosts.network.fault(p -> count[0]++ == nth ? List.of() : SimNetwork.pass(p));
        if (ike) {
          hosts.a.endpoint().rekeyIke(ike(hosts.a).localSpi());
        } else {
          hosts.a.endpoint().rekeyChild(RekeyTest.child(hosts.a).inbound());
        }
        hosts.network.advance(Duration.ofSeconds(40));
        RekeyTest.assertSettled(hosts);
        assertSameKeys(hosts);
      }
    }
  }

  @Tag("R9370-2.2.4-2")
  @Test
  void bothSidesReplaceTheSameAtOnce() {
    for (int seed = 0; seed < 12; seed++) {
      TwoHosts hosts = established(seed);
      if (seed % 2 == 0) {
        hosts.a.endpoint().rekeyIke(ike(hosts.a).localSpi());
        hosts.b.endpoint().rekeyIke(ike(hosts.b).localSpi());
      } else {
        hosts.a.endpoint().rekeyChild(RekeyTest.child(hosts.a).inbound());
        hosts.b.endpoint().rekeyChild(RekeyTest.child(hosts.b).inbound());
      }
      hosts.network.advance(Duration.ofSeconds(90));
      RekeyTest.assertSettled(hosts);
      assertSameKeys(hosts);
    }
  }

  @Test
  void aChildSaAndItsIkeSaAreReplacedAtOnce() {
    for (int seed = 0; seed < 12; seed++) {
      TwoHosts hosts = established(seed);
      hosts.a.endpoint().rekeyChild(RekeyTest.child(hosts.a).inbound());
      hosts.b.endpoint().rekeyIke(ike(hosts.b).localSpi());
      hosts.network.advance(Duration.ofSeconds(90));
      RekeyTest.assertSettled(hosts);
      assertSameKeys(hosts);
    }
  }

  @Tag("R9370-2.2.4-2")
  @Test
  void whatAPeerDoesNotFinishIsForgotten() {
    TwoHosts hosts = established(0);
    hosts.network.fault(
        p -> is(p, ExchangeType.IKE_FOLLOWUP_KE, false) ? List.of() : SimNetwork.pass(p));
    hosts.a.endpoint().rekeyChild(RekeyTest.child(hosts.a).inbound());
    hosts.network.advance(Duration.ofSeconds(5));
    assertThat(hosts.b.sadb()).hasSize(3);
    hosts.network.advance(Duration.ofSeconds(60));
    assertThat(hosts.b.events("ke.additional.dropped")).hasSize(1);
    assertThat(hosts.b.sadb()).hasSize(2);
  }

  /** Our request waits longer than the responder does: it is told so, and begins anew. */
  @Tag("R9370-2.2.4-2")
  @Test
  void aRequestThatComesTooLateBeginsAnew() {
    TwoHosts hosts =
        established(0, EndpointSettings.DEFAULT.withResponseWait(Duration.ofMinutes(3)));
    SimNetwork.Hold hold = hosts.network.holdRequest(hosts.a, ExchangeType.IKE_FOLLOWUP_KE);
    ChildSa old = RekeyTest.child(hosts.a);
    hosts.a.endpoint().rekeyChild(old.inbound());
    hosts.network.advance(Duration.ofSeconds(61));
    assertThat(hold.has()).isTrue();
    hold.release();
    hosts.network.advance(Duration.ofSeconds(60));
    assertThat(RekeyTest.child(hosts.a).inbound()).isNotEqualTo(old.inbound());
    RekeyTest.assertSettled(hosts);
    assertSameKeys(hosts);
  }

  @Test
  void aRuleWithoutThemTakesThoseOfItsTransformIfThePeerWantsThem() {
    TwoHosts hosts =
        new TwoHosts(
            TwoHosts.policy(withPfs(TwoHosts.ruleA(XFORM), TWO), TwoHosts.transportA()),
            TwoHosts.policy(TwoHosts.ruleB(XFORM), TwoHosts.transportB()));
    hosts.initiate();
    hosts.a.endpoint().rekeyChild(RekeyTest.child(hosts.a).inbound());
    hosts.network.advance(Duration.ofSeconds(20));
    assertThat(RekeyTest.child(hosts.b).algorithms().additional()).isEqualTo(TWO);
    hosts.b.endpoint().rekeyChild(RekeyTest.child(hosts.b).inbound());
    hosts.network.advance(Duration.ofSeconds(20));
    assertThat(hosts.a.events("child.refused").getFirst().fields().get("mismatch")).contains("KE");
  }
}
