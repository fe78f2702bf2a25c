package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.wire.ExchangeType.CREATE_CHILD_SA;
import static org.ikev2d.wire.ExchangeType.INFORMATIONAL;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Several groups for IKE SAs, and INVALID_KE_PAYLOAD when they are replaced (section 1.3.2). */
class IkeGroupsTest {
  private static final GroupId OF_1 = GroupId.CURVE25519;
  private static final GroupId OF_2 = GroupId.ECP_256;
  private static final GroupId IN_USE = GroupId.MODP_2048;

  /**
   * The IKE SA has a group from the time before both sides got better ones, of which each prefers
   * another: whoever replaces it begins with the one in use, and is asked for another.
   */
  private static Scenario both(Order order) {
    Scenario.Hosts usual = Scenario.Hosts.usual();
    return Scenario.resumed(
        order,
        usual.withGroups(List.of(IN_USE), List.of(IN_USE)),
        usual.withGroups(List.of(OF_1, OF_2, IN_USE), List.of(OF_2, OF_1, IN_USE)));
  }

  private static GroupId favourite(Player player) {
    return player.node().name().equals("1") ? OF_1 : OF_2;
  }

  private static GroupId group(Player player) {
    return player.ikeSa().keyed().orElseThrow().suite().group();
  }

  private static void served(Player asks, Player answers, GroupId group) {
    asks.asks(CREATE_CHILD_SA).beginsWith(group).arrives();
    answers.answers(CREATE_CHILD_SA).agrees().beginsWith(group).arrives();
    asks.asks(INFORMATIONAL).deletesTheIkeSa().arrives();
    answers.answers(INFORMATIONAL).isEmpty().arrives();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R7296-1.2-2")
  void theGroupThatThePeerAsksForIsTriedAtOnceAndFirstFromThenOn(Order order) {
    Scenario s = both(order);
    ChildSa child = s.a().child();
    IkeSa old = s.a().ikeSa();

    s.a().rekeys(old);
    s.a().asks(CREATE_CHILD_SA).beginsWith(IN_USE).arrives();
    s.b().answers(CREATE_CHILD_SA).asksFor(favourite(s.b())).arrives();
    assertThat(s.a().ikeSa().children().size()).as("untouched until the second try").isEqualTo(1);
    assertThat(s.b().ikeSa().children().size()).isEqualTo(1);
    served(s.a(), s.b(), favourite(s.b()));

    // B has its own favourite now, and learns that A prefers another one.
    s.b().rekeys(s.b().ikeSa());
    s.b().asks(CREATE_CHILD_SA).beginsWith(favourite(s.b())).arrives();
    s.a().answers(CREATE_CHILD_SA).asksFor(favourite(s.a())).arrives();
    served(s.b(), s.a(), favourite(s.a()));

    // Each knows by now what the other one wants, whatever is in use.
    s.a().rekeys(s.a().ikeSa());
    served(s.a(), s.b(), favourite(s.b()));
    s.b().rekeys(s.b().ikeSa());
    served(s.b(), s.a(), favourite(s.a()));
    s.b().rekeys(s.b().ikeSa());
    served(s.b(), s.a(), favourite(s.a()));

    s.calm();
    s.bothAgree();
    assertThat(s.a().child().inbound()).isEqualTo(child.inbound());
    assertThat(group(s.a())).isEqualTo(favourite(s.a()));
  }

  /** Both are refused, both come again, and only the nonces of the second tries count. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("org.ikev2d.sim.Order#eachLowest")
  @Tag("R7296-2.8.2-1")
  @Tag("RX-COLL-1")
  void bothTryTheWrongGroupAndMeetAgain(Order order, Lowest lowest) {
    Collision c = new Collision(both(order), lowest);
    Scenario s = c.s;
    s.b().nextNonce(lowest.nonce(Lowest.ANSWER_TO_A));
    c.secondOfA.arrives();
    s.a().nextNonce(lowest.nonce(Lowest.ANSWER_TO_B));
    c.secondOfB.arrives();
    s.b().answers(CREATE_CHILD_SA).agrees().arrives();
    s.a().answers(CREATE_CHILD_SA).agrees().arrives();
    // The loser deletes what it has made, the winner what it has replaced.
    Letter ofA = s.a().asks(INFORMATIONAL).deletesTheIkeSa();
    Letter ofB = s.b().asks(INFORMATIONAL).deletesTheIkeSa();
    assertThat(ofA.isWithin(c.old)).isEqualTo(!lowest.isOfA());
    assertThat(ofB.isWithin(c.old)).isEqualTo(lowest.isOfA());
    ofA.arrives();
    ofB.arrives();
    s.a().answers(INFORMATIONAL).isEmpty().arrives();
    s.b().answers(INFORMATIONAL).isEmpty().arrives();
    assertThat(group(s.a())).isEqualTo(favourite(lowest.isOfA() ? s.a() : s.b()));

    c.endsWell();
  }

  /** B has finished its rekey and deletes the old IKE SA when A's second try comes. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R7296-2.25.2-2")
  @Tag("RX-COLL-1")
  void theSecondTryOfOneIsLate(Order order) {
    for (boolean refusalFirst : new boolean[] {true, false}) {
      Collision c = new Collision(both(order), Lowest.REQUEST_OF_B);
      Scenario s = c.s;
      c.secondOfB.arrives();
      s.a().answers(CREATE_CHILD_SA).agrees().arrives();
      Letter delete = s.b().asks(INFORMATIONAL).deletesTheIkeSa();
      c.secondOfA.arrives();
      Letter refusal = s.b().answers(CREATE_CHILD_SA).says(NotifyType.TEMPORARY_FAILURE);
      (refusalFirst ? refusal : delete).arrives();
      (refusalFirst ? delete : refusal).arrives();
      s.a().answers(INFORMATIONAL).isEmpty().arrives();
      assertThat(s.a().ikeSa().children().size()).isEqualTo(1);

      c.endsWell();
      assertThat(s.a().told("ike.rekeyed")).as("no third try").isEqualTo(1);
    }
  }

  /** Both were refused and have come again; nothing of that has arrived. */
  private static final class Collision {
    final Scenario s;
    final ChildSa child;
    final IkeSa old;
    final CompletableFuture<CommandOutcome> outcomeOfA;
    final CompletableFuture<CommandOutcome> outcomeOfB;
    final Letter secondOfA;
    final Letter secondOfB;

    Collision(Scenario s, Lowest lowest) {
      this.s = s;
      child = s.a().child();
      old = s.a().ikeSa();
      // The nonces of the first tries would have it the other way round.
      outcomeOfA = s.a().rekeys(old, lowest.isOfA() ? 0xff : 0x00);
      outcomeOfB = s.b().rekeys(s.b().ikeSa(), lowest.isOfA() ? 0x00 : 0xff);
      Letter firstOfA = s.a().asks(CREATE_CHILD_SA).beginsWith(IN_USE);
      Letter firstOfB = s.b().asks(CREATE_CHILD_SA).beginsWith(IN_USE);
      firstOfA.arrives();
      firstOfB.arrives();
      Letter toA = s.b().answers(CREATE_CHILD_SA).asksFor(favourite(s.b()));
      Letter toB = s.a().answers(CREATE_CHILD_SA).asksFor(favourite(s.a()));
      s.a().nextNonce(lowest.nonce(Lowest.REQUEST_OF_A));
      toA.arrives();
      s.b().nextNonce(lowest.nonce(Lowest.REQUEST_OF_B));
      toB.arrives();
      secondOfA = s.a().asks(CREATE_CHILD_SA).beginsWith(favourite(s.b()));
      secondOfB = s.b().asks(CREATE_CHILD_SA).beginsWith(favourite(s.a()));
    }

    void endsWell() {
      s.calm();
      s.bothAgree();
      assertThat(s.a().ikeSas()).hasSize(1);
      assertThat(s.a().child().inbound()).isEqualTo(child.inbound());
      assertThat(s.a().ikeSa().localSpi()).isNotEqualTo(old.localSpi());
      assertThat(outcomeOfA).isDone();
      assertThat(outcomeOfB).isCompletedWithValue(new CommandOutcome.Done());
    }
  }
}
