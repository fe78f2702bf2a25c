package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.wire.ExchangeType.CREATE_CHILD_SA;
import static org.ikev2d.wire.ExchangeType.INFORMATIONAL;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.ChildSa.ChildState;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Several groups for CHILD SAs, and INVALID_KE_PAYLOAD (RFC 7296 sections 1.3 and 2.8.1). */
class ChildGroupsTest {
  private static final GroupId COMMON = GroupId.ECP_256;
  private static final GroupId OF_1 = GroupId.CURVE25519;
  private static final GroupId OF_2 = GroupId.ECP_384;

  /** Each side prefers a group that the other has not got; they have a third one in common. */
  private static Scenario strangers(Order order) {
    return Scenario.of(
        order,
        Scenario.Hosts.usual().withChildGroups(List.of(OF_1, COMMON), List.of(OF_2, COMMON)));
  }

  private static GroupId favourite(Player player) {
    return player.node().name().equals("1") ? OF_1 : OF_2;
  }

  private static GroupId groupOf(ChildSa child) {
    return child.algorithms().group();
  }

  /** A request of A's for its favourite is refused, and what it comes again with. */
  private static Letter secondTry(Scenario s) {
    Letter first = s.a().asks(CREATE_CHILD_SA).offers(favourite(s.a()), COMMON);
    first.beginsWith(favourite(s.a())).arrives();
    s.b().answers(CREATE_CHILD_SA).asksFor(COMMON).arrives();
    return s.a().asks(CREATE_CHILD_SA).offers(favourite(s.a()), COMMON).beginsWith(COMMON);
  }

  /** A request of A's for the group in common, which is served at once. */
  private static void servedAtOnce(Scenario s, Player asks, Player answers) {
    asks.asks(CREATE_CHILD_SA).beginsWith(COMMON).arrives();
    answers.answers(CREATE_CHILD_SA).agrees().beginsWith(COMMON).arrives();
  }

  private static void oldOneGoes(Player asks, Player answers) {
    asks.asks(INFORMATIONAL).arrives();
    answers.answers(INFORMATIONAL).arrives();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R7296-1.2-2")
  @Tag("R7296-1.3-1")
  void theGroupThatThePeerAsksForIsTriedAtOnceAndFirstFromThenOn(Order order) {
    Scenario s = strangers(order);
    ChildSa old = s.a().child();

    s.a().rekeys(old);
    Letter second = secondTry(s);
    assertThat(s.a().stateOf(old)).contains(ChildState.REKEYING);
    assertThat(s.a().sendsOn(old)).isTrue();
    assertThat(s.a().children()).hasSize(1);
    assertThat(s.b().children()).hasSize(1);
    second.arrives();
    s.b().answers(CREATE_CHILD_SA).agrees().beginsWith(COMMON).arrives();
    oldOneGoes(s.a(), s.b());
    assertThat(groupOf(s.a().child())).isEqualTo(COMMON);

    s.a().rekeys(s.a().child());
    servedAtOnce(s, s.a(), s.b());
    oldOneGoes(s.a(), s.b());
    s.b().rekeys(s.b().child());
    servedAtOnce(s, s.b(), s.a());
    oldOneGoes(s.b(), s.a());

    s.calm();
    s.bothAgree();
    assertThat(s.a().told("child.rekeyed")).isEqualTo(3);
    assertThat(s.a().told("child.failed")).isZero();
    assertThat(s.b().told("child.refused")).isZero();
  }

  /** What is learned with one CHILD SA holds for the next, also after the IKE SA was replaced. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void aNewChildSaLearnsAndKnowsToo(Order order) {
    Scenario s = strangers(order);
    CompletableFuture<CommandOutcome> outcome = s.a().wants("nets");
    secondTry(s).arrives();
    s.b().answers(CREATE_CHILD_SA).agrees().arrives();
    assertThat(outcome).isCompletedWithValue(new CommandOutcome.Done());
    ChildSa nets = s.a().children().getLast();
    assertThat(groupOf(nets)).isEqualTo(COMMON);

    s.a().rekeys(s.a().ikeSa());
    s.a().asks(CREATE_CHILD_SA).arrives();
    s.b().answers(CREATE_CHILD_SA).arrives();
    oldOneGoes(s.a(), s.b());
    s.a().rekeys(s.a().childBeside(nets));
    servedAtOnce(s, s.a(), s.b());

    s.calm();
    s.bothAgree();
  }

  /** A value of a group that is good enough saves a round trip, whatever we would prefer. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R7296-1.3-1")
  void anyGroupOfTheListIsAccepted(Order order) {
    Scenario s =
        Scenario.of(
            order,
            Scenario.Hosts.usual().withChildGroups(List.of(OF_1, COMMON), List.of(COMMON, OF_1)));
    GroupId ofA = order == Order.INITIATOR_IS_A ? OF_1 : COMMON;
    s.a().rekeys(s.a().child());
    s.a().asks(CREATE_CHILD_SA).beginsWith(ofA).arrives();
    s.b().answers(CREATE_CHILD_SA).agrees().beginsWith(ofA).arrives();

    s.calm();
    s.bothAgree();
    assertThat(groupOf(s.a().child())).isEqualTo(ofA);
    assertThat(groupOf(s.b().child())).isEqualTo(ofA);
  }

  /** Both are refused, both come again, and only the nonces of the second tries count. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("org.ikev2d.sim.Order#eachLowest")
  @Tag("R7296-2.8.1-1")
  @Tag("RX-COLL-1")
  void bothTryTheWrongGroupAndMeetAgain(Order order, Lowest lowest) {
    Collision c = new Collision(strangers(order), lowest);
    Scenario s = c.s;
    s.b().nextNonce(lowest.nonce(Lowest.ANSWER_TO_A));
    c.secondOfA.arrives();
    s.a().nextNonce(lowest.nonce(Lowest.ANSWER_TO_B));
    c.secondOfB.arrives();
    s.b().answers(CREATE_CHILD_SA).agrees().arrives();
    s.a().answers(CREATE_CHILD_SA).agrees().arrives();

    // The loser deletes what it has made, the winner what it has replaced.
    Letter ofA = s.a().asks(INFORMATIONAL);
    Letter ofB = s.b().asks(INFORMATIONAL);
    if (lowest.isOfA()) {
      ofB.deletes(c.oldB);
    } else {
      ofA.deletes(c.oldA);
    }
    ofA.arrives();
    ofB.arrives();
    s.a().answers(INFORMATIONAL).arrives();
    s.b().answers(INFORMATIONAL).arrives();
    boolean madeByA = c.secondOfA.offers(s.a().child().inbound().spi());
    assertThat(madeByA).isEqualTo(!lowest.isOfA());

    c.endsWellWithOne();
  }

  /** B has finished its rekey and deletes the old SA when A's second try comes. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R7296-2.8.1-2")
  @Tag("RX-COLL-1")
  void theSecondTryOfOneIsLate(Order order) {
    for (boolean refusalFirst : new boolean[] {true, false}) {
      Collision c = new Collision(strangers(order), Lowest.REQUEST_OF_B);
      Scenario s = c.s;
      c.secondOfB.arrives();
      s.a().answers(CREATE_CHILD_SA).agrees().arrives();
      Letter delete = s.b().asks(INFORMATIONAL).deletes(c.oldB);
      c.secondOfA.arrives();
      Letter refusal = s.b().answers(CREATE_CHILD_SA).says(NotifyType.TEMPORARY_FAILURE);
      (refusalFirst ? refusal : delete).arrives();
      (refusalFirst ? delete : refusal).arrives();
      s.a().answers(INFORMATIONAL).deletes(c.oldA).arrives();

      c.endsWellWithOne();
      assertThat(s.a().told("child.rekeyed")).as("no third try").isEqualTo(1);
    }
  }

  /**
   * Both have tried their favourite, were refused, and have come again; nothing of that arrived.
   */
  private static final class Collision {
    final Scenario s;
    final ChildSa oldA;
    final ChildSa oldB;
    final CompletableFuture<CommandOutcome> outcomeOfA;
    final CompletableFuture<CommandOutcome> outcomeOfB;
    final Letter secondOfA;
    final Letter secondOfB;

    Collision(Scenario s, Lowest lowest) {
      this.s = s;
      oldA = s.a().child();
      oldB = s.b().child();
      // The nonces of the first tries would have it the other way round.
      outcomeOfA = s.a().rekeys(oldA, lowest.isOfA() ? 0xff : 0x00);
      outcomeOfB = s.b().rekeys(oldB, lowest.isOfA() ? 0x00 : 0xff);
      Letter firstOfA = s.a().asks(CREATE_CHILD_SA).beginsWith(favourite(s.a()));
      Letter firstOfB = s.b().asks(CREATE_CHILD_SA).beginsWith(favourite(s.b()));
      firstOfA.arrives();
      firstOfB.arrives();
      Letter toA = s.b().answers(CREATE_CHILD_SA).asksFor(COMMON);
      Letter toB = s.a().answers(CREATE_CHILD_SA).asksFor(COMMON);
      s.a().nextNonce(lowest.nonce(Lowest.REQUEST_OF_A));
      toA.arrives();
      s.b().nextNonce(lowest.nonce(Lowest.REQUEST_OF_B));
      toB.arrives();
      secondOfA = s.a().asks(CREATE_CHILD_SA).beginsWith(COMMON);
      secondOfB = s.b().asks(CREATE_CHILD_SA).beginsWith(COMMON);
    }

    void endsWellWithOne() {
      s.calm();
      s.bothAgree();
      assertThat(s.a().children()).hasSize(1);
      assertThat(s.a().child().inbound()).isNotEqualTo(oldA.inbound());
      assertThat(groupOf(s.a().child())).isEqualTo(COMMON);
      assertThat(outcomeOfA).isCompletedWithValue(new CommandOutcome.Done());
      assertThat(outcomeOfB).isCompletedWithValue(new CommandOutcome.Done());
      assertThat(s.a().told("child.closed")).isZero();
      assertThat(s.b().told("child.closed")).isZero();
    }
  }
}
