package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaStatus;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.wire.ExchangeType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A reauthentication loses no packet: A asks, B is asked. */
class HandOverTest {
  private final TwoHosts hosts = RekeyTest.established();
  private final IkeSa old = hosts.a.ikeSas().getFirst().sa();
  private final ChildSa oldChild = RekeyTest.child(hosts.b);

  @Tag("R7296-1.3-2")
  @Tag("R7296-2.8.3-1")
  @Test
  void nobodySendsOnASaThatTheOtherSideHasNotGot() {
    hosts.network.fault(p -> List.of(new SimNetwork.Delivery(p, Duration.ofMillis(300))));
    hosts.a.endpoint().reauthenticate(old.localSpi());
    assertBothReceive(Duration.ofSeconds(10));

    assertThat(hosts.a.events("ike.reauthenticated")).hasSize(1);
    RekeyTest.assertSettled(hosts);
  }

  @Tag("R7296-1.3-2")
  @Test
  void anAnswerThatIsLostChangesNothing() {
    SimNetwork.Hold answer = hosts.network.holdAnswer(hosts.b, ExchangeType.IKE_AUTH);
    hosts.a.endpoint().reauthenticate(old.localSpi());
    assertBothReceive(Duration.ofSeconds(3));
    assertThat(outbound(hosts.b)).containsExactly(oldChild.outbound());

    answer.release();
    assertBothReceive(Duration.ofSeconds(7));
    assertThat(outbound(hosts.b)).hasSize(1).doesNotContain(oldChild.outbound());
    RekeyTest.assertSettled(hosts);
  }

  /** The last answer on the old IKE SA leaves when packets leave on the new CHILD SA. */
  @Test
  void theDeleteIsAnsweredAfterTheNewChildSaHasTakenOver() {
    List<Integer> sendingAtAnswer = new ArrayList<>();
    hosts.network.tap(p -> {
      MessageHeader header = MessageCodec.peekHeader(p.datagram()).orElseThrow();
      if (header.response() && header.exchange().equals(ExchangeType.INFORMATIONAL)) {
        sendingAtAnswer.add(outbound(hosts.b).size());
      }
    });
    hosts.a.endpoint().reauthenticate(old.localSpi());
    hosts.network.advance(Duration.ofSeconds(10));

    assertThat(sendingAtAnswer).containsExactly(2);
    RekeyTest.assertSettled(hosts);
  }

  @Test
  void anInitiatorThatSaysNothingMoreGetsTheNewChildSaAllTheSame() {
    SimNetwork.Hold delete = hosts.network.holdRequest(hosts.a, ExchangeType.INFORMATIONAL);
    hosts.a.endpoint().reauthenticate(old.localSpi());
    hosts.network.advance(Duration.ofSeconds(4));
    assertThat(outbound(hosts.b)).containsExactly(oldChild.outbound());
    hosts.network.advance(Duration.ofSeconds(2));
    assertThat(outbound(hosts.b)).hasSize(2).contains(oldChild.outbound());

    delete.release();
    hosts.network.advance(Duration.ofSeconds(10));
    RekeyTest.assertSettled(hosts);
  }

  @Test
  void nothingIsHeldBackForAnIkeSaThatHasEnded() {
    SimNetwork.Hold delete = hosts.network.holdRequest(hosts.a, ExchangeType.INFORMATIONAL);
    hosts.a.endpoint().reauthenticate(old.localSpi());
    hosts.network.advance(Duration.ofSeconds(1));
    assertThat(delete.has()).isTrue();

    hosts.b.endpoint().delete(old.initiatorSpi(), old.responderSpi());
    hosts.network.advance(Duration.ofSeconds(1));
    assertThat(outbound(hosts.b)).hasSize(1).doesNotContain(oldChild.outbound());
  }

  private void assertBothReceive(Duration time) {
    for (long millis = 0; millis < time.toMillis(); millis += 10) {
      hosts.network.advance(Duration.ofMillis(10));
      String ladder = String.join("\n", hosts.network.ladder());
      assertThat(to(hosts.a, TwoHosts.A)).as(ladder).containsAll(to(hosts.b, TwoHosts.A));
      assertThat(to(hosts.b, TwoHosts.B)).as(ladder).containsAll(to(hosts.a, TwoHosts.B));
      assertThat(to(hosts.a, TwoHosts.B)).as(ladder).isNotEmpty();
      assertThat(to(hosts.b, TwoHosts.A)).as(ladder).isNotEmpty();
    }
  }

  private static List<SaId> outbound(SimNode node) {
    return to(node, TwoHosts.A);
  }

  private static List<SaId> to(SimNode node, String destination) {
    return node.sadb().stream()
        .filter(s -> s.state() != SaStatus.State.LARVAL)
        .map(SaStatus::id)
        .filter(i -> i.destination().equals(Rules.address(destination)))
        .toList();
  }
}
