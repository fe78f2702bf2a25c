package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.wire.ExchangeType.CREATE_CHILD_SA;
import static org.ikev2d.wire.ExchangeType.IKE_FOLLOWUP_KE;
import static org.ikev2d.wire.ExchangeType.INFORMATIONAL;

import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.ChildSa.ChildState;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Both sides replace the same CHILD SA at once, and more key exchanges follow the first ones (RFC
 * 9370 section 2.2.4, RFC 7296 section 2.8.1).
 */
@Tag("RX-COLL-1")
@Tag("R9370-2.2.4-2")
class MultiKeChildRekeyCollisionsTest {
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("org.ikev2d.sim.Order#eachLowest")
  void whoHasTheLowestNonceDoesNotGoOn(Order order, Lowest lowest) {
    Scenario s = Scenario.of(order, MultiKeHosts.withOne());
    Collision c = new Collision(s, lowest);
    Letter toA = c.requestOfAArrives();
    Letter toB = c.requestOfBArrives();
    toA.arrives();
    toB.arrives();
    c.loser.saysNothing();
    assertThat(s.a().children()).as("nothing is made yet").hasSize(1);
    assertThat(s.b().children()).hasSize(1);
    assertThat(c.loser.stateOf(c.oldOf(c.loser))).contains(ChildState.INSTALLED);
    assertThat(c.winner.stateOf(c.oldOf(c.winner))).contains(ChildState.REKEYING);

    c.winnerGoesOnAndDeletes();
    c.endsWellWithOne();
  }

  /** With more than one exchange to come, and with all of them between the other's. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("org.ikev2d.sim.Order#eachLowest")
  void theWinnerComesToTheEndOfItsKeyExchanges(Order order, Lowest lowest) {
    Scenario s = Scenario.of(order, MultiKeHosts.withTwo());
    Collision c = new Collision(s, lowest);
    Letter toA = c.requestOfAArrives();
    Letter toB = c.requestOfBArrives();
    toB.arrives();
    toA.arrives();
    c.winner.asks(IKE_FOLLOWUP_KE).arrives();
    c.loser.answers(IKE_FOLLOWUP_KE).makesGoOn().arrives();

    c.winnerGoesOnAndDeletes();
    c.endsWellWithOne();
  }

  /** B has won, and has its new SA before its answer to A arrives. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("org.ikev2d.sim.Order#eachLowest")
  void theAnswerToTheLoserComesAfterTheKeyExchanges(Order order, Lowest lowest) {
    if (!lowest.isOfA()) {
      theAnswerToTheWinnerIsLate(order, lowest);
      return;
    }
    Scenario s = Scenario.of(order, MultiKeHosts.withOne());
    Collision c = new Collision(s, lowest);
    Letter late = c.requestOfAArrives();
    c.requestOfBArrives().arrives();
    s.b().asks(IKE_FOLLOWUP_KE).arrives();
    assertThat(s.a().stateOf(c.oldA)).contains(ChildState.REKEYING);
    ChildSa made = s.a().childBeside(c.oldA);
    s.a().answers(IKE_FOLLOWUP_KE).concludes().arrives();
    late.arrives();
    s.a().saysNothing();
    assertThat(s.a().stateOf(c.oldA)).contains(ChildState.REKEYED);
    s.b().asks(INFORMATIONAL).deletes(c.oldB).arrives();
    s.a().answers(INFORMATIONAL).deletes(c.oldA).arrives();
    assertThat(s.a().sendsOn(made)).isTrue();

    c.endsWellWithOne();
  }

  /** A has won, and does not know of it; B, which knows, waits for A to go on. */
  private static void theAnswerToTheWinnerIsLate(Order order, Lowest lowest) {
    Scenario s = Scenario.of(order, MultiKeHosts.withOne());
    Collision c = new Collision(s, lowest);
    Letter late = c.requestOfAArrives();
    c.requestOfBArrives().arrives();
    s.b().saysNothing();
    late.arrives();

    c.winnerGoesOnAndDeletes();
    c.endsWellWithOne();
  }

  /** As before, and the old SA is deleted too before the answer arrives. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void theAnswerToTheLoserComesAfterTheDelete(Order order) {
    for (Lowest lowest : new Lowest[] {Lowest.REQUEST_OF_A, Lowest.ANSWER_TO_A}) {
      Scenario s = Scenario.of(order, MultiKeHosts.withOne());
      Collision c = new Collision(s, lowest);
      Letter late = c.requestOfAArrives();
      c.requestOfBArrives().arrives();
      s.b().asks(IKE_FOLLOWUP_KE).arrives();
      s.a().answers(IKE_FOLLOWUP_KE).concludes().arrives();
      s.b().asks(INFORMATIONAL).deletes(c.oldB).arrives();
      s.a().answers(INFORMATIONAL).deletes(c.oldA).arrives();
      late.arrives();
      s.a().saysNothing();
      assertThat(s.a().sendsOn(s.a().child())).isTrue();

      c.endsWellWithOne();
    }
  }

  /**
   * B has come to its follow-up exchange when A's request arrives: whose nonce is lowest is moot.
   */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("org.ikev2d.sim.Order#eachLowest")
  void aLateRequestMeetsTheFollowUp(Order order, Lowest lowest) {
    for (boolean refusalLast : new boolean[] {false, true}) {
      Scenario s = Scenario.of(order, MultiKeHosts.withOne());
      Collision c = new Collision(s, lowest);
      c.requestOfBArrives().arrives();
      Letter followUp = s.b().asks(IKE_FOLLOWUP_KE);
      c.ofA.arrives();
      Letter refusal = s.b().answers(CREATE_CHILD_SA).says(NotifyType.TEMPORARY_FAILURE);
      followUp.arrives();
      if (!refusalLast) {
        refusal.arrives();
        assertThat(s.a().stateOf(c.oldA)).contains(ChildState.REKEYED);
      }
      s.a().answers(IKE_FOLLOWUP_KE).concludes().arrives();
      s.b().asks(INFORMATIONAL).deletes(c.oldB).arrives();
      s.a().answers(INFORMATIONAL).deletes(c.oldA).arrives();
      if (refusalLast) {
        refusal.arrives();
      }
      s.a().saysNothing();

      c.endsWellWithOne();
    }
  }

  /** The refusal of the late request overtakes the follow-up exchange that it is for. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("org.ikev2d.sim.Order#eachLowest")
  void theRefusalOfALateRequestComesBeforeTheFollowUp(Order order, Lowest lowest) {
    Scenario s = Scenario.of(order, MultiKeHosts.withOne());
    Collision c = new Collision(s, lowest);
    c.requestOfBArrives().arrives();
    Letter followUp = s.b().asks(IKE_FOLLOWUP_KE);
    c.ofA.arrives();
    s.b().answers(CREATE_CHILD_SA).says(NotifyType.TEMPORARY_FAILURE).arrives();
    assertThat(s.a().stateOf(c.oldA)).contains(ChildState.INSTALLED);
    s.a().saysNothing();
    assertThat(c.outcomeOfA).as("the peer's replacement is awaited").isNotDone();
    followUp.arrives();
    s.a().answers(IKE_FOLLOWUP_KE).concludes().arrives();
    s.b().asks(INFORMATIONAL).deletes(c.oldB).arrives();
    s.a().answers(INFORMATIONAL).deletes(c.oldA).arrives();

    c.endsWellWithOne();
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
    final Player loser;
    final Player winner;

    Collision(Scenario s, Lowest lowest) {
      this.s = s;
      this.lowest = lowest;
      oldA = s.a().child();
      oldB = s.b().child();
      outcomeOfA = s.a().rekeys(oldA, lowest.nonce(Lowest.REQUEST_OF_A));
      outcomeOfB = s.b().rekeys(oldB, lowest.nonce(Lowest.REQUEST_OF_B));
      ofA = s.a().asks(CREATE_CHILD_SA);
      ofB = s.b().asks(CREATE_CHILD_SA);
      loser = lowest.isOfA() ? s.a() : s.b();
      winner = lowest.isOfA() ? s.b() : s.a();
    }

    ChildSa oldOf(Player player) {
      return player == s.a() ? oldA : oldB;
    }

    Letter requestOfAArrives() {
      s.b().nextNonce(lowest.nonce(Lowest.ANSWER_TO_A));
      ofA.arrives();
      return s.b().answers(CREATE_CHILD_SA).agrees().makesGoOn();
    }

    Letter requestOfBArrives() {
      s.a().nextNonce(lowest.nonce(Lowest.ANSWER_TO_B));
      ofB.arrives();
      return s.a().answers(CREATE_CHILD_SA).agrees().makesGoOn();
    }

    void winnerGoesOnAndDeletes() {
      winner.asks(IKE_FOLLOWUP_KE).makesGoOn().arrives();
      assertThat(loser.stateOf(oldOf(loser))).contains(ChildState.REKEYED);
      loser.answers(IKE_FOLLOWUP_KE).concludes().arrives();
      loser.saysNothing();
      winner.asks(INFORMATIONAL).deletes(oldOf(winner)).arrives();
      loser.answers(INFORMATIONAL).deletes(oldOf(loser)).arrives();
    }

    void endsWellWithOne() {
      s.a().saysNothing();
      s.b().saysNothing();
      s.calm();
      s.bothAgree();
      assertThat(s.a().children()).hasSize(1);
      assertThat(s.a().child().inbound()).isNotEqualTo(oldA.inbound());
      assertThat(outcomeOfA).isCompletedWithValue(new CommandOutcome.Done());
      assertThat(outcomeOfB).isCompletedWithValue(new CommandOutcome.Done());
      assertThat(s.a().told("child.rekeyed")).as("no second try").isEqualTo(1);
      assertThat(s.b().told("child.rekeyed")).as("no second try").isEqualTo(1);
      assertThat(s.a().told("child.closed")).isZero();
      assertThat(s.b().told("child.closed")).isZero();
      assertThat(s.crypto().openSecrets()).isZero();
    }
  }
}
