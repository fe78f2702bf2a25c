package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.wire.ExchangeType.CREATE_CHILD_SA;
import static org.ikev2d.wire.ExchangeType.IKE_FOLLOWUP_KE;
import static org.ikev2d.wire.ExchangeType.INFORMATIONAL;

import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Both sides replace the IKE SA at once, and more key exchanges follow the first ones (RFC 9370
 * section 2.2.4, RFC 7296 section 2.8.2).
 */
@Tag("RX-COLL-1")
@Tag("R9370-2.2.4-2")
class MultiKeIkeRekeyCollisionsTest {
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
    assertThat(s.a().ikeSas()).as("nothing is made yet").hasSize(1);
    assertThat(s.b().ikeSas()).hasSize(1);

    c.winnerGoesOnAndDeletes();
    c.endsWell();
  }

  /** The winner comes to all its key exchanges before the loser has its first answer. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("org.ikev2d.sim.Order#eachLowest")
  void theAnswerToALateArrives(Order order, Lowest lowest) {
    Scenario s = Scenario.of(order, MultiKeHosts.withTwo());
    Collision c = new Collision(s, lowest);
    Letter late = c.requestOfAArrives();
    c.requestOfBArrives().arrives();
    if (lowest.isOfA()) {
      c.winner.asks(IKE_FOLLOWUP_KE).arrives();
      c.loser.answers(IKE_FOLLOWUP_KE).makesGoOn().arrives();
      late.arrives();
      c.loser.saysNothing();
    } else {
      s.b().saysNothing();
      late.arrives();
      c.winner.asks(IKE_FOLLOWUP_KE).arrives();
      c.loser.answers(IKE_FOLLOWUP_KE).makesGoOn().arrives();
    }

    c.winnerGoesOnAndDeletes();
    c.endsWell();
  }

  /** B has won; its answer to A arrives after its last follow-up, or when all is over. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void theAnswerToTheLoserIsLate(Order order) {
    for (Lowest lowest : new Lowest[] {Lowest.REQUEST_OF_A, Lowest.ANSWER_TO_A}) {
      for (boolean afterDelete : new boolean[] {false, true}) {
        Scenario s = Scenario.of(order, MultiKeHosts.withOne());
        Collision c = new Collision(s, lowest);
        Letter late = c.requestOfAArrives();
        c.requestOfBArrives().arrives();
        s.b().asks(IKE_FOLLOWUP_KE).arrives();
        assertThat(s.a().now(c.oldA).children().size()).as("A waits for its answer").isEqualTo(1);
        if (!afterDelete) {
          late.arrives();
          assertThat(s.a().stateOf(c.oldA)).contains("REKEYED");
          assertThat(s.a().ikeSaBeside(c.oldA).children().size()).isEqualTo(1);
        }
        s.a().answers(IKE_FOLLOWUP_KE).concludes().arrives();
        s.b().asks(INFORMATIONAL).deletesTheIkeSa().arrives();
        s.a().answers(INFORMATIONAL).isEmpty().arrives();
        assertThat(s.a().ikeSa().children().size()).isEqualTo(1);
        if (afterDelete) {
          late.arrives();
        }

        c.endsWell();
      }
    }
  }

  /** B has come to its follow-up exchange when A's request arrives. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("org.ikev2d.sim.Order#eachLowest")
  @Tag("R7296-2.25.2-2")
  void aLateRequestMeetsTheFollowUp(Order order, Lowest lowest) {
    for (int refusalAfter = 0; refusalAfter < 3; refusalAfter++) {
      Scenario s = Scenario.of(order, MultiKeHosts.withOne());
      Collision c = new Collision(s, lowest);
      c.requestOfBArrives().arrives();
      Letter followUp = s.b().asks(IKE_FOLLOWUP_KE);
      c.ofA.arrives();
      Letter refusal = s.b().answers(CREATE_CHILD_SA).says(NotifyType.TEMPORARY_FAILURE);
      if (refusalAfter == 0) {
        refusal.arrives();
      }
      followUp.arrives();
      if (refusalAfter == 1) {
        refusal.arrives();
      }
      s.a().answers(IKE_FOLLOWUP_KE).concludes().arrives();
      s.b().asks(INFORMATIONAL).deletesTheIkeSa().arrives();
      s.a().answers(INFORMATIONAL).isEmpty().arrives();
      if (refusalAfter == 2) {
        refusal.arrives();
      }
      s.a().saysNothing();

      c.endsWell();
    }
  }

  /** One exchange has more key exchanges to come, the other one is complete at once. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("org.ikev2d.sim.Order#eachLowest")
  void onlyOneOfThemHasMoreKeyExchanges(Order order, Lowest lowest) {
    for (boolean toAFirst : new boolean[] {true, false}) {
      Scenario s = Scenario.of(order, MultiKeHosts.withMixedIkeSas());
      Collision c = new Collision(s, lowest);
      Player multi = s.a().node().name().equals("2") ? s.a() : s.b();
      Letter toA = c.requestOfAArrives();
      Letter toB = c.requestOfBArrives();
      (toAFirst ? toA : toB).arrives();
      (toAFirst ? toB : toA).arrives();
      if (c.loser == multi) {
        // It has made nothing that could be deleted.
        c.loser.saysNothing();
        c.winnerDeletes();
      } else {
        Letter ofRedundant = c.loser.asks(INFORMATIONAL).deletesTheIkeSa();
        assertThat(ofRedundant.isWithin(c.oldA)).isFalse();
        ofRedundant.arrives();
        Letter followUp = c.winner.asks(IKE_FOLLOWUP_KE).makesGoOn();
        c.winner.answers(INFORMATIONAL).isEmpty().arrives();
        followUp.arrives();
        c.loser.answers(IKE_FOLLOWUP_KE).concludes().arrives();
        c.winnerDeletes();
      }
      assertThat(s.a().ikeSas()).hasSize(1);
      assertThat(s.b().ikeSas()).hasSize(1);

      c.endsWell();
    }
  }

  /** Both have asked to replace the IKE SA; neither request has arrived. */
  private static final class Collision {
    private final Scenario s;
    private final Lowest lowest;
    final ChildSa child;
    final IkeSa oldA;
    final IkeSa oldB;
    final CompletableFuture<CommandOutcome> outcomeOfA;
    final CompletableFuture<CommandOutcome> outcomeOfB;
    final Letter ofA;
    final Letter ofB;
    final Player loser;
    final Player winner;

    Collision(Scenario s, Lowest lowest) {
      this.s = s;
      this.lowest = lowest;
      child = s.a().child();
      oldA = s.a().ikeSa();
      outcomeOfA = s.a().rekeys(oldA, lowest.nonce(Lowest.REQUEST_OF_A));
      oldB = s.b().ikeSa();
      outcomeOfB = s.b().rekeys(oldB, lowest.nonce(Lowest.REQUEST_OF_B));
      ofA = s.a().asks(CREATE_CHILD_SA);
      ofB = s.b().asks(CREATE_CHILD_SA);
      loser = lowest.isOfA() ? s.a() : s.b();
      winner = lowest.isOfA() ? s.b() : s.a();
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

    void winnerGoesOnAndDeletes() {
      winner.asks(IKE_FOLLOWUP_KE).makesGoOn().arrives();
      assertThat(loser.stateOf(loser == s.a() ? oldA : oldB)).contains("REKEYED");
      loser.answers(IKE_FOLLOWUP_KE).concludes().arrives();
      loser.saysNothing();
      winnerDeletes();
    }

    void winnerDeletes() {
      Letter delete = winner.asks(INFORMATIONAL).deletesTheIkeSa();
      assertThat(delete.isWithin(oldA)).isTrue();
      delete.arrives();
      loser.answers(INFORMATIONAL).isEmpty().arrives();
    }

    void endsWell() {
      s.calm();
      s.bothAgree();
      assertThat(s.a().ikeSas()).hasSize(1);
      assertThat(s.a().child().inbound()).isEqualTo(child.inbound());
      assertThat(s.a().ikeSa().localSpi()).isNotEqualTo(oldA.localSpi());
      assertThat(outcomeOfA).isDone();
      assertThat(outcomeOfB).isCompletedWithValue(new CommandOutcome.Done());
      assertThat(s.a().told("ike.rekeyed")).as("no second try").isEqualTo(1);
      assertThat(s.b().told("ike.rekeyed")).as("no second try").isEqualTo(1);
      assertThat(s.crypto().openSecrets()).isZero();
    }
  }
}
