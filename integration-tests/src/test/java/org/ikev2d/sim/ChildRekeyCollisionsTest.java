package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.wire.ExchangeType.CREATE_CHILD_SA;
import static org.ikev2d.wire.ExchangeType.INFORMATIONAL;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.payload.DeletePayload;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.ChildSa.ChildState;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Both sides replace the same CHILD SA at once (RFC 7296 sections 2.8.1 and 2.25.1). */
@Tag("RX-COLL-1")
class ChildRekeyCollisionsTest {
  /** The four nonces of the two exchanges; the exchange with the lowest of them is undone. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("org.ikev2d.sim.Order#eachLowest")
  @Tag("R7296-2.8.1-1")
  @Tag("R7296-2.25.1-2")
  void theExchangeWithTheLowestNonceIsUndone(Order order, Lowest lowest) {
    Scenario s = Scenario.of(order);
    Collision c = new Collision(s, lowest);
    Letter toA = c.requestOfAArrives();
    Letter toB = c.requestOfBArrives();
    assertThat(s.a().stateOf(c.oldA)).contains(ChildState.REKEYING);
    toA.arrives();
    toB.arrives();

    // The loser deletes what it has made, the winner what it has replaced.
    Letter ofA = s.a().asks(INFORMATIONAL);
    Letter ofB = s.b().asks(INFORMATIONAL);
    ofA.deletes(lowest.isOfA() ? c.madeByA() : c.oldA);
    ofB.deletes(lowest.isOfA() ? c.oldB : c.madeByB());
    ChildSa staysA = lowest.isOfA() ? c.madeByBAtA() : c.madeByA();
    ofA.arrives();
    ofB.arrives();
    s.a().answers(INFORMATIONAL).arrives();
    s.b().answers(INFORMATIONAL).arrives();
    assertThat(s.a().child().inbound()).isEqualTo(staysA.inbound());

    c.endsWellWithOne();
  }

  /** B has won, and is done before its answer to A arrives. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void theAnswerToTheLoserIsLate(Order order) {
    Scenario s = Scenario.of(order);
    Collision c = new Collision(s, Lowest.REQUEST_OF_A);
    Letter late = c.requestOfAArrives();
    c.requestOfBArrives().arrives();
    s.b().asks(INFORMATIONAL).deletes(c.oldB).arrives();
    s.a().answers(INFORMATIONAL).deletes(c.oldA).arrives();
    ChildSa staysA = c.madeByBAtA();
    assertThat(s.a().sendsOn(staysA)).isTrue();

    late.arrives();
    Letter delete = s.a().asks(INFORMATIONAL);
    delete.deletes(s.a().childBeside(staysA)).arrives();
    assertThat(s.b().child().outbound()).isEqualTo(staysA.inbound());
    s.b().answers(INFORMATIONAL).arrives();
    assertThat(s.a().child().inbound()).isEqualTo(staysA.inbound());

    c.endsWellWithOne();
  }

  /** B has lost, and deletes what it has made before its answer to A arrives. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void theAnswerToTheWinnerIsLate(Order order) {
    Scenario s = Scenario.of(order);
    Collision c = new Collision(s, Lowest.REQUEST_OF_B);
    Letter late = c.requestOfAArrives();
    c.requestOfBArrives().arrives();
    ChildSa redundant = c.madeByBAtA();
    s.b().asks(INFORMATIONAL).deletes(c.madeByB()).arrives();
    s.a().answers(INFORMATIONAL).deletes(redundant).arrives();
    assertThat(s.a().stateOf(c.oldA)).contains(ChildState.REKEYING);
    assertThat(s.a().sendsOn(c.oldA)).isTrue();

    late.arrives();
    s.a().asks(INFORMATIONAL).deletes(c.oldA).arrives();
    s.b().answers(INFORMATIONAL).deletes(c.oldB).arrives();

    c.endsWellWithOne();
  }

  /** As before, and B deletes what stays before A has heard of anything. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("org.ikev2d.sim.Order#eachLowest")
  void whatStaysIsDeletedBeforeTheLateAnswerArrives(Order order, Lowest lowest) {
    Scenario s = Scenario.of(order);
    Collision c = new Collision(s, lowest);
    Letter late = c.requestOfAArrives();
    c.requestOfBArrives().arrives();
    s.b().asks(INFORMATIONAL).deletes(lowest.isOfA() ? c.oldB : c.madeByB()).arrives();
    s.a().answers(INFORMATIONAL).arrives();
    ChildSa stays = lowest.isOfA() ? c.madeByB() : s.b().childBeside(c.oldB);
    s.b().deletes(stays);
    s.b().asks(INFORMATIONAL).deletes(stays).arrives();
    s.a().answers(INFORMATIONAL).arrives();

    late.arrives();
    s.calm();
    s.bothAgree();
    assertThat(s.a().children()).isEmpty();
    assertThat(s.a().node().sadb()).isEmpty();
    assertThat(s.b().node().sadb()).isEmpty();
  }

  /** Only A sees the collision: B has finished its rekey and deletes the old SA. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R7296-2.8.1-2")
  @Tag("R7296-2.25.1-1")
  void aLateRequestMeetsADelete(Order order) {
    for (boolean refusalFirst : new boolean[] {true, false}) {
      Scenario s = Scenario.of(order);
      Collision c = new Collision(s, Lowest.REQUEST_OF_B);
      c.requestOfBArrives().arrives();
      Letter delete = s.b().asks(INFORMATIONAL).deletes(c.oldB);
      c.ofA.arrives();
      Letter refusal = s.b().answers(CREATE_CHILD_SA).says(NotifyType.TEMPORARY_FAILURE);
      (refusalFirst ? refusal : delete).arrives();
      (refusalFirst ? delete : refusal).arrives();
      s.a().answers(INFORMATIONAL).deletes(c.oldA).arrives();
      assertThat(c.outcomeOfA).isCompletedWithValue(new CommandOutcome.Done());

      c.endsWellWithOne();
      assertThat(s.a().told("child.rekeyed")).as("no second try").isEqualTo(1);
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R7296-2.8.1-2")
  void aVeryLateRequestMeetsNothing(Order order) {
    Scenario s = Scenario.of(order);
    Collision c = new Collision(s, Lowest.REQUEST_OF_B);
    c.requestOfBArrives().arrives();
    s.b().asks(INFORMATIONAL).deletes(c.oldB).arrives();
    s.a().answers(INFORMATIONAL).deletes(c.oldA).arrives();
    c.ofA.arrives();
    s.b().answers(CREATE_CHILD_SA).says(NotifyType.CHILD_SA_NOT_FOUND).arrives();
    s.a().saysNothing();
    assertThat(c.outcomeOfA).isCompletedWithValue(new CommandOutcome.Done());

    c.endsWellWithOne();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void aVeryLateRequestMeetsNothingAndWhatStaysIsGoneToo(Order order) {
    Scenario s = Scenario.of(order);
    Collision c = new Collision(s, Lowest.REQUEST_OF_B);
    c.requestOfBArrives().arrives();
    s.b().asks(INFORMATIONAL).deletes(c.oldB).arrives();
    s.a().answers(INFORMATIONAL).deletes(c.oldA).arrives();
    ChildSa newB = s.b().child();
    s.b().deletes(newB);
    s.b().asks(INFORMATIONAL).deletes(newB).arrives();
    s.a().answers(INFORMATIONAL).arrives();
    c.ofA.arrives();
    s.b().answers(CREATE_CHILD_SA).says(NotifyType.CHILD_SA_NOT_FOUND).arrives();
    s.a().saysNothing();

    s.calm();
    s.bothAgree();
    assertThat(s.a().children()).isEmpty();
    assertThat(s.a().told("child.closed")).isEqualTo(1);
  }

  /** B has lost, and deletes what A is to delete. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void theLoserDeletesTheOldSaToo(Order order) {
    Scenario s = Scenario.of(order, Scenario.Hosts.usual().withWindow(2));
    Collision c = new Collision(s, Lowest.REQUEST_OF_B);
    Letter late = c.requestOfAArrives();
    c.requestOfBArrives().arrives();
    Letter ofRedundant = s.b().asks(INFORMATIONAL).deletes(c.madeByB());
    s.b().errs(0, new DeletePayload(c.oldB.protocol(), List.of(c.oldB.spi()))).arrives();
    s.a().answers(INFORMATIONAL).deletes(c.oldA).isLost();
    ofRedundant.arrives();
    s.a().answers(INFORMATIONAL).arrives();
    late.arrives();
    s.a().saysNothing();
    ChildSa stays = s.a().child();
    assertThat(s.a().sendsOn(stays)).isTrue();
    assertThat(s.a().told("child.closed")).isZero();
  }

  /** Both have asked to replace the same CHILD SA; neither request has arrived. */
  private static final class Collision {
    private final Scenario s;
    private final Lowest lowest;
    final ChildSa oldA;
    final ChildSa oldB;
    final CompletableFuture<CommandOutcome> outcomeOfA;
    final CompletableFuture<CommandOutcome> outcomeOfB;
    final Letter ofA;
    final Letter ofB;

    Collision(Scenario s, Lowest lowest) {
      this.s = s;
      this.lowest = lowest;
      oldA = s.a().child();
      oldB = s.b().child();
      outcomeOfA = s.a().rekeys(oldA, lowest.nonce(Lowest.REQUEST_OF_A));
      outcomeOfB = s.b().rekeys(oldB, lowest.nonce(Lowest.REQUEST_OF_B));
      ofA = s.a().asks(CREATE_CHILD_SA);
      ofB = s.b().asks(CREATE_CHILD_SA);
    }

    Letter requestOfAArrives() {
      s.b().nextNonce(lowest.nonce(Lowest.ANSWER_TO_A));
      ofA.arrives();
      return s.b().answers(CREATE_CHILD_SA).agrees();
    }

    Letter requestOfBArrives() {
      s.a().nextNonce(lowest.nonce(Lowest.ANSWER_TO_B));
      ofB.arrives();
      return s.a().answers(CREATE_CHILD_SA).agrees();
    }

    /** What came of A's exchange, at A. */
    ChildSa madeByA() {
      return with(s.a(), ofA, true);
    }

    /** What came of B's exchange, at B. */
    ChildSa madeByB() {
      return with(s.b(), ofB, true);
    }

    /** What came of B's exchange, at A. */
    ChildSa madeByBAtA() {
      return with(s.a(), ofB, false);
    }

    private static ChildSa with(Player player, Letter request, boolean own) {
      return player.children().stream()
          .filter(c -> request.offers(own ? c.inbound().spi() : c.outbound().spi()))
          .findFirst()
          .orElseThrow();
    }

    void endsWellWithOne() {
      s.calm();
      s.bothAgree();
      assertThat(s.a().children()).hasSize(1);
      assertThat(s.a().child().inbound()).isNotEqualTo(oldA.inbound());
      assertThat(outcomeOfA).isCompletedWithValue(new CommandOutcome.Done());
      assertThat(outcomeOfB).isCompletedWithValue(new CommandOutcome.Done());
      assertThat(s.a().told("child.closed")).isZero();
      assertThat(s.b().told("child.closed")).isZero();
    }
  }
}
