package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.wire.ExchangeType.INFORMATIONAL;

import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Deletion of an IKE SA (RFC 7296 section 1.4.1). */
class IkeDeleteTest {
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void deleteIsAnsweredEmpty(Order order) {
    Scenario s = Scenario.of(order);

    CompletableFuture<CommandOutcome> outcome = s.a().deletes(s.a().ikeSa());
    s.a().asks(INFORMATIONAL).deletesTheIkeSa().arrives();
    assertThat(s.b().ikeSas()).isEmpty();
    Letter answer = s.b().answers(INFORMATIONAL).isEmpty();
    assertThat(outcome).isNotDone();
    answer.arrives();
    assertThat(outcome).isCompletedWithValue(new CommandOutcome.Done());

    s.calm();
    s.nothingIsLeft();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void eachAnswersTheDeleteOfTheOtherAndIsGone(Order order) {
    Scenario s = Scenario.of(order);

    CompletableFuture<CommandOutcome> ofA = s.a().deletes(s.a().ikeSa());
    CompletableFuture<CommandOutcome> ofB = s.b().deletes(s.b().ikeSa());
    Letter fromA = s.a().asks(INFORMATIONAL).deletesTheIkeSa();
    Letter fromB = s.b().asks(INFORMATIONAL).deletesTheIkeSa();
    fromA.arrives();
    fromB.arrives();
    assertThat(s.a().ikeSas()).isEmpty();
    assertThat(s.b().ikeSas()).isEmpty();
    assertThat(ofA).isCompletedWithValue(new CommandOutcome.Done());
    assertThat(ofB).isCompletedWithValue(new CommandOutcome.Done());
    s.a().answers(INFORMATIONAL).arrives();
    s.b().answers(INFORMATIONAL).arrives();
    s.a().saysNothing();
    s.b().saysNothing();

    s.calm();
    s.nothingIsLeft();
  }

  /** The peer repeats its Delete because our answer was lost. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void anIkeSaThatIsGoneRepeatsItsLastAnswer(Order order) {
    Scenario s = Scenario.of(order);

    CompletableFuture<CommandOutcome> outcome = s.a().deletes(s.a().ikeSa());
    Letter delete = s.a().asks(INFORMATIONAL);
    delete.arrives();
    s.b().answers(INFORMATIONAL).isLost();
    assertThat(outcome).isNotDone();

    s.calm();
    assertThat(outcome).isCompletedWithValue(new CommandOutcome.Done());
    s.nothingIsLeft();
  }
}
