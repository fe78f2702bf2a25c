package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.wire.ExchangeType.CREATE_CHILD_SA;
import static org.ikev2d.wire.ExchangeType.IKE_FOLLOWUP_KE;
import static org.ikev2d.wire.ExchangeType.INFORMATIONAL;

import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.ChildSa.ChildState;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A rekey of a CHILD SA by several key exchanges that meets a Delete or the IKE SA (RFC 9370
 * section 2.2.4, RFC 7296 section 2.25).
 */
@Tag("RX-COLL-1")
class MultiKeChildRekeyAgainstTest {
  /** A has come to its follow-up exchange. */
  private static Letter followUp(Scenario s) {
    s.a().asks(CREATE_CHILD_SA).arrives();
    s.b().answers(CREATE_CHILD_SA).makesGoOn().arrives();
    return s.a().asks(IKE_FOLLOWUP_KE);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R7296-2.25.1-1")
  @Tag("R9370-2.2.5-1")
  void theOtherSideDeletesTheChildSa(Order order) {
    Scenario s = Scenario.of(order, MultiKeHosts.withOne());
    ChildSa ofA = s.a().child();
    ChildSa ofB = s.b().child();
    CompletableFuture<CommandOutcome> outcome = s.a().rekeys(ofA);
    Letter followUp = followUp(s);
    s.b().deletes(ofB);
    Letter delete = s.b().asks(INFORMATIONAL).deletes(ofB);
    followUp.arrives();
    Letter refusal = s.b().answers(IKE_FOLLOWUP_KE).says(NotifyType.TEMPORARY_FAILURE);
    delete.arrives();
    s.a().answers(INFORMATIONAL).deletes(ofA).arrives();
    assertThat(s.b().children()).isEmpty();
    refusal.arrives();
    assertThat(s.a().children()).isEmpty();
    assertThat(outcome).isDone();
    assertThat(s.a().told("child.closed")).isEqualTo(1);

    endsWithNone(s);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void theDeleteComesAfterTheRefusal(Order order) {
    Scenario s = Scenario.of(order, MultiKeHosts.withOne());
    ChildSa ofA = s.a().child();
    ChildSa ofB = s.b().child();
    CompletableFuture<CommandOutcome> outcome = s.a().rekeys(ofA);
    Letter followUp = followUp(s);
    s.b().deletes(ofB);
    Letter late = s.b().asks(INFORMATIONAL).deletes(ofB);
    followUp.arrives();
    s.b().answers(IKE_FOLLOWUP_KE).says(NotifyType.TEMPORARY_FAILURE).arrives();
    assertThat(s.a().stateOf(ofA)).contains(ChildState.INSTALLED);
    s.a().saysNothing();
    late.arrives();
    s.a().answers(INFORMATIONAL).deletes(ofA).arrives();
    assertThat(outcome).as("a second try waits").isNotDone();

    endsWithNone(s);
    assertThat(outcome).as("the second try finds nothing").isDone();
  }

  /** The Delete is over when the follow-up request comes. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void theFollowUpComesAfterTheDelete(Order order) {
    Scenario s = Scenario.of(order, MultiKeHosts.withTwo());
    ChildSa ofA = s.a().child();
    ChildSa ofB = s.b().child();
    s.a().rekeys(ofA);
    Letter late = followUp(s);
    s.b().deletes(ofB);
    s.b().asks(INFORMATIONAL).deletes(ofB).arrives();
    s.a().answers(INFORMATIONAL).deletes(ofA).arrives();
    late.arrives();
    s.b().answers(IKE_FOLLOWUP_KE).says(NotifyType.TEMPORARY_FAILURE).arrives();
    assertThat(s.a().children()).isEmpty();
    s.a().saysNothing();

    endsWithNone(s);
  }

  /** Both replace the CHILD SA, and the loser deletes it before the winner has gone on. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("org.ikev2d.sim.Order#eachLowest")
  void theLoserOfACollisionDeletesTheChildSa(Order order, Lowest lowest) {
    Scenario s = Scenario.of(order, MultiKeHosts.withOne());
    ChildSa oldA = s.a().child();
    ChildSa oldB = s.b().child();
    CompletableFuture<CommandOutcome> ofA = s.a().rekeys(oldA, lowest.nonce(Lowest.REQUEST_OF_A));
    CompletableFuture<CommandOutcome> ofB = s.b().rekeys(oldB, lowest.nonce(Lowest.REQUEST_OF_B));
    Letter askedByA = s.a().asks(CREATE_CHILD_SA);
    Letter askedByB = s.b().asks(CREATE_CHILD_SA);
    s.b().nextNonce(lowest.nonce(Lowest.ANSWER_TO_A));
    askedByA.arrives();
    s.a().nextNonce(lowest.nonce(Lowest.ANSWER_TO_B));
    askedByB.arrives();
    s.b().answers(CREATE_CHILD_SA).arrives();
    s.a().answers(CREATE_CHILD_SA).arrives();
    Player loser = lowest.isOfA() ? s.a() : s.b();
    Player winner = lowest.isOfA() ? s.b() : s.a();
    Letter followUp = winner.asks(IKE_FOLLOWUP_KE);
    loser.deletes(loser.child());
    Letter delete = loser.asks(INFORMATIONAL);
    followUp.arrives();
    Letter refusal = loser.answers(IKE_FOLLOWUP_KE).says(NotifyType.TEMPORARY_FAILURE);
    delete.arrives();
    winner.answers(INFORMATIONAL).arrives();
    refusal.arrives();
    assertThat(ofA).isDone();
    assertThat(ofB).isDone();

    endsWithNone(s);
  }

  /** Both replace the CHILD SA; the winner is told to delete it, and does so when all is over. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("org.ikev2d.sim.Order#eachLowest")
  void theWinnerOfACollisionDeletesTheChildSa(Order order, Lowest lowest) {
    Scenario s = Scenario.of(order, MultiKeHosts.withOne());
    s.a().rekeys(s.a().child(), lowest.nonce(Lowest.REQUEST_OF_A));
    s.b().rekeys(s.b().child(), lowest.nonce(Lowest.REQUEST_OF_B));
    Letter askedByA = s.a().asks(CREATE_CHILD_SA);
    Letter askedByB = s.b().asks(CREATE_CHILD_SA);
    s.b().nextNonce(lowest.nonce(Lowest.ANSWER_TO_A));
    askedByA.arrives();
    s.a().nextNonce(lowest.nonce(Lowest.ANSWER_TO_B));
    askedByB.arrives();
    Player winner = lowest.isOfA() ? s.b() : s.a();
    ChildSa old = winner.child();
    CompletableFuture<CommandOutcome> outcome = winner.deletes(old);
    s.b().answers(CREATE_CHILD_SA).arrives();
    s.a().answers(CREATE_CHILD_SA).arrives();

    s.calm();
    s.bothAgree();
    // What was to be deleted is gone; what has replaced it was not named.
    assertThat(outcome).isCompletedWithValue(new CommandOutcome.Done());
    assertThat(winner.child().inbound()).isNotEqualTo(old.inbound());
    assertThat(s.crypto().openSecrets()).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R7296-2.25.1-4")
  void theOtherSideReplacesTheIkeSa(Order order) {
    Scenario s = Scenario.of(order, MultiKeHosts.withOne());
    ChildSa oldA = s.a().child();
    IkeSa oldIke = s.a().ikeSa();
    s.a().rekeys(oldA);
    s.a().asks(CREATE_CHILD_SA).arrives();
    Letter answer = s.b().answers(CREATE_CHILD_SA).makesGoOn();
    CompletableFuture<CommandOutcome> outcome = s.b().rekeys(s.b().ikeSa());
    s.b().saysNothing();
    answer.arrives();
    s.a().asks(IKE_FOLLOWUP_KE).arrives();
    s.b().answers(IKE_FOLLOWUP_KE).concludes().arrives();

    s.calm();
    s.bothAgree();
    assertThat(outcome).isCompletedWithValue(new CommandOutcome.Done());
    assertThat(s.a().child().inbound()).isNotEqualTo(oldA.inbound());
    assertThat(s.a().ikeSa().localSpi()).isNotEqualTo(oldIke.localSpi());
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R7296-2.25.1-4")
  void theRekeyOfTheIkeSaMeetsTheFollowUp(Order order) {
    Scenario s = Scenario.of(order, MultiKeHosts.withOne());
    ChildSa oldA = s.a().child();
    IkeSa oldIke = s.a().ikeSa();
    s.b().rekeys(s.b().ikeSa());
    Letter ofIke = s.b().asks(CREATE_CHILD_SA);
    s.a().rekeys(oldA);
    s.a().asks(CREATE_CHILD_SA).arrives();
    Letter toA = s.b().answers(CREATE_CHILD_SA).says(NotifyType.TEMPORARY_FAILURE);
    ofIke.arrives();
    Letter toB = s.a().answers(CREATE_CHILD_SA).says(NotifyType.TEMPORARY_FAILURE);
    toA.arrives();
    toB.arrives();
    s.a().saysNothing();
    s.b().saysNothing();

    s.calm();
    s.bothAgree();
    assertThat(s.a().child().inbound()).isNotEqualTo(oldA.inbound());
    assertThat(s.a().ikeSa().localSpi()).isNotEqualTo(oldIke.localSpi());
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R7296-2.25.2-2")
  void theOtherSideDeletesTheIkeSa(Order order) {
    Scenario s = Scenario.of(order, MultiKeHosts.withOne());
    CompletableFuture<CommandOutcome> outcome = s.a().rekeys(s.a().child());
    Letter followUp = followUp(s);
    s.b().deletes(s.b().ikeSa());
    Letter delete = s.b().asks(INFORMATIONAL).deletesTheIkeSa();
    followUp.arrives();
    Letter refusal = s.b().answers(IKE_FOLLOWUP_KE).says(NotifyType.TEMPORARY_FAILURE);
    delete.arrives();
    s.a().answers(INFORMATIONAL).isEmpty().arrives();
    assertThat(outcome).isDone();
    refusal.arrives();

    s.calm();
    s.nothingIsLeft();
  }

  private static void endsWithNone(Scenario s) {
    s.calm();
    s.bothAgree();
    assertThat(s.a().children()).isEmpty();
    assertThat(s.a().node().sadb()).as("no second try").isEmpty();
    assertThat(s.b().node().sadb()).isEmpty();
    assertThat(s.crypto().openSecrets()).isZero();
  }
}
