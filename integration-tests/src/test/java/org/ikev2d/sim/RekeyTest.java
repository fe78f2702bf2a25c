package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaStatus;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.IkeSa;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RekeyTest {
  @Tag("R7296-2.8-2")
  @Test
  void replacesAChildSaAndKeepsOnePairOnEachSide() {
    TwoHosts hosts = established();
    ChildSa old = child(hosts.a);

    CompletableFuture<CommandOutcome> outcome = hosts.a.endpoint().rekeyChild(old.inbound());
    hosts.network.advance(Duration.ofSeconds(10));

    assertThat(outcome).isCompletedWithValue(new CommandOutcome.Done());
    assertThat(child(hosts.a).inbound()).isNotEqualTo(old.inbound());
    assertSettled(hosts);
  }

  @Tag("R7296-1.3-2")
  @Test
  void responderSendsOnTheOldSaUntilTheInitiatorHasTheNewOne() {
    TwoHosts hosts = established();
    ChildSa old = child(hosts.b);
    // The answer to the rekey is on its way for a while: B must not send on the new SA yet.
    hosts.network.fault(p ->
        p.from().getAddress().equals(Rules.address(TwoHosts.B))
            ? List.of(new SimNetwork.Delivery(p, Duration.ofMillis(300)))
            : SimNetwork.pass(p));
    hosts.a.endpoint().rekeyChild(child(hosts.a).inbound());
    hosts.network.advance(Duration.ofMillis(200));

    assertThat(outbound(hosts.b)).containsExactly(old.outbound());
    hosts.network.advance(Duration.ofSeconds(10));
    assertThat(outbound(hosts.b)).doesNotContain(old.outbound()).hasSize(1);
    assertSettled(hosts);
  }

  @Tag("R7296-2.25.1-2")
  @Tag("R7296-2.8.1-1")
  @Test
  void bothSidesRekeyTheSameChildSaAtOnce() {
    for (int seed = 0; seed < 16; seed++) {
      TwoHosts hosts = established(seed);
      hosts.a.endpoint().rekeyChild(child(hosts.a).inbound());
      hosts.b.endpoint().rekeyChild(child(hosts.b).inbound());
      hosts.network.advance(Duration.ofSeconds(20));
      assertSettled(hosts);
    }
  }

  /** Of a rekey that lost, the peer may not have our answer yet: it has no keys to receive with. */
  @Tag("R7296-1.3-2")
  @Test
  void nobodySendsOnASaThatTheOtherSideHasNotGotYet() {
    for (int seed = 0; seed < 16; seed++) {
      TwoHosts hosts = established(seed);
      hosts.network.fault(p ->
          p.from().getAddress().equals(Rules.address(TwoHosts.B)) && isAnswer(p)
              ? List.of(new SimNetwork.Delivery(p, Duration.ofMillis(300)))
              : SimNetwork.pass(p));
      hosts.a.endpoint().rekeyChild(child(hosts.a).inbound());
      hosts.b.endpoint().rekeyChild(child(hosts.b).inbound());
      for (int step = 0; step < 100; step++) {
        hosts.network.advance(Duration.ofMillis(10));
        String ladder = "seed " + seed + "\n" + String.join("\n", hosts.network.ladder());
        assertThat(mature(hosts.a, TwoHosts.A)).as(ladder).containsAll(mature(hosts.b, TwoHosts.A));
        assertThat(mature(hosts.b, TwoHosts.B)).as(ladder).containsAll(mature(hosts.a, TwoHosts.B));
      }
    }
  }

  private static boolean isAnswer(SimNetwork.Packet packet) {
    return MessageCodec.peekHeader(packet.datagram()).orElseThrow().response();
  }

  /** The SAs that a node has for packets to that address. */
  private static List<SaId> mature(SimNode node, String destination) {
    return node.sadb().stream()
        .filter(s -> s.state() != SaStatus.State.LARVAL)
        .map(SaStatus::id)
        .filter(i -> i.destination().equals(Rules.address(destination)))
        .toList();
  }

  @Test
  void replacesAnIkeSaAndMovesItsChildSas() {
    TwoHosts hosts = established();
    IkeSa old = hosts.a.ikeSas().getFirst().sa();
    ChildSa child = child(hosts.a);

    CompletableFuture<CommandOutcome> outcome = hosts.a.endpoint().rekeyIke(old.localSpi());
    hosts.network.advance(Duration.ofSeconds(10));

    assertThat(outcome).isCompletedWithValue(new CommandOutcome.Done());
    assertThat(hosts.a.ikeSas().getFirst().sa().localSpi()).isNotEqualTo(old.localSpi());
    assertThat(child(hosts.a).inbound()).isEqualTo(child.inbound());
    assertSettled(hosts);
  }

  @Test
  void responderOfTheFirstIkeSaMayReplaceIt() {
    TwoHosts hosts = established();
    hosts.b.endpoint().rekeyIke(hosts.b.ikeSas().getFirst().sa().localSpi());
    hosts.network.advance(Duration.ofSeconds(10));
    assertSettled(hosts);

    hosts.a.endpoint().rekeyChild(child(hosts.a).inbound());
    hosts.network.advance(Duration.ofSeconds(10));
    assertSettled(hosts);
  }

  @Tag("R7296-2.25.2-1")
  @Tag("R7296-2.8.2-1")
  @Test
  void bothSidesReplaceTheIkeSaAtOnce() {
    for (int seed = 0; seed < 16; seed++) {
      TwoHosts hosts = established(seed);
      hosts.a.endpoint().rekeyIke(hosts.a.ikeSas().getFirst().sa().localSpi());
      hosts.b.endpoint().rekeyIke(hosts.b.ikeSas().getFirst().sa().localSpi());
      hosts.network.advance(Duration.ofSeconds(60));
      assertSettled(hosts);
    }
  }

  @Test
  void aChildRekeyAndAnIkeRekeyThatMeetBothComeAbout() {
    TwoHosts hosts = established();
    ChildSa old = child(hosts.a);
    hosts.a.endpoint().rekeyChild(old.inbound());
    hosts.b.endpoint().rekeyIke(hosts.b.ikeSas().getFirst().sa().localSpi());
    hosts.network.advance(Duration.ofMinutes(2));
    assertThat(child(hosts.a).inbound()).isNotEqualTo(old.inbound());
    assertSettled(hosts);
  }

  @Tag("R7296-2.8-4")
  @Tag("RX-PFK-3")
  @Test
  void lifetimesOfTheKernelStartRekeys() {
    TwoHosts hosts = established();
    ChildSa old = child(hosts.a);
    hosts.network.advance(Duration.ofHours(9));
    assertThat(child(hosts.a).inbound()).isNotEqualTo(old.inbound());
    assertThat(hosts.a.events("child.rekeyed")).isNotEmpty();
    assertThat(hosts.a.events("ike.rekeyed")).isNotEmpty();
    assertSettled(hosts);
  }

  static TwoHosts established() {
    return established(0);
  }

  static TwoHosts established(int seed) {
    TwoHosts hosts = TwoHosts.usual(seed);
    hosts.initiate();
    return hosts;
  }

  static ChildSa child(SimNode node) {
    return node.ikeSas().getFirst().sa().children().all().getFirst();
  }

  private static List<org.ikev2d.port.SaId> outbound(SimNode node) {
    return node.sadb().stream()
        .map(org.ikev2d.port.SaStatus::id)
        .filter(i -> i.source().equals(Rules.address(TwoHosts.B)))
        .toList();
  }

  /** One IKE SA and one pair of CHILD SAs on each side, and both sides mean the same ones. */
  static void assertSettled(TwoHosts hosts) {
    String ladder = String.join("\n", hosts.network.ladder());
    assertThat(hosts.a.ikeSas()).as(ladder).hasSize(1);
    assertThat(hosts.b.ikeSas()).as(ladder).hasSize(1);
    IkeSa a = hosts.a.ikeSas().getFirst().sa();
    IkeSa b = hosts.b.ikeSas().getFirst().sa();
    assertThat(a.initiatorSpi()).as(ladder).isEqualTo(b.initiatorSpi());
    assertThat(a.responderSpi()).as(ladder).isEqualTo(b.responderSpi());
    assertThat(a.children().all()).as(ladder).hasSize(1);
    assertThat(b.children().all()).as(ladder).hasSize(1);
    assertThat(child(hosts.a).inbound()).as(ladder).isEqualTo(child(hosts.b).outbound());
    assertThat(child(hosts.a).outbound()).as(ladder).isEqualTo(child(hosts.b).inbound());
    assertThat(hosts.a.sadb()).as(ladder).hasSize(2);
    assertThat(hosts.b.sadb()).as(ladder).hasSize(2);
    assertThat(hosts.a.events("ike.fault")).isEmpty();
    assertThat(hosts.b.events("ike.fault")).isEmpty();
  }
}
