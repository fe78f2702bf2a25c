package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.wire.ExchangeType.CREATE_CHILD_SA;

import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A new CHILD SA that meets another exchange (RFC 7296 section 2.25). */
@Tag("RX-COLL-1")
class ChildCreateCollisionsTest {
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void whatIsThereIsNotMadeAgain(Order order) {
    Scenario s = Scenario.of(order);
    CompletableFuture<CommandOutcome> outcome = s.a().wants("hosts");
    assertThat(outcome).isCompletedWithValue(new CommandOutcome.Done());
    s.a().saysNothing();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void aNewChildSaAndARekeyOfTheIkeSaPutEachOtherOff(Order order) {
    Scenario s = Scenario.of(order);
    IkeSa old = s.a().ikeSa();

    CompletableFuture<CommandOutcome> child = s.a().wants("nets");
    CompletableFuture<CommandOutcome> ike = s.b().rekeys(s.b().ikeSa());
    Letter create = s.a().asks(CREATE_CHILD_SA);
    Letter rekey = s.b().asks(CREATE_CHILD_SA);
    create.arrives();
    rekey.arrives();
    Letter toA = s.b().answers(CREATE_CHILD_SA).says(NotifyType.TEMPORARY_FAILURE);
    Letter toB = s.a().answers(CREATE_CHILD_SA).says(NotifyType.TEMPORARY_FAILURE);
    toA.arrives();
    toB.arrives();
    s.a().saysNothing();
    s.b().saysNothing();

    CompletableFuture<CommandOutcome> again = s.a().wants("nets");
    s.a().saysNothing();

    s.calm();
    s.bothAgree();
    assertThat(child).isCompletedWithValue(new CommandOutcome.Done());
    assertThat(ike).isCompletedWithValue(new CommandOutcome.Done());
    assertThat(again).isCompletedWithValue(new CommandOutcome.Done());
    assertThat(s.a().children()).as("one for each policy").hasSize(2);
    assertThat(s.a().ikeSa().localSpi()).isNotEqualTo(old.localSpi());
  }

  /** Both get what they asked for, and nobody sends on what the other has not got yet. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void bothMakeTheSameChildSaAtOnce(Order order) {
    Scenario s = Scenario.of(order);

    s.a().wants("nets");
    s.b().wants("nets");
    Letter ofA = s.a().asks(CREATE_CHILD_SA);
    Letter ofB = s.b().asks(CREATE_CHILD_SA);
    ofA.arrives();
    Letter toA = s.b().answers(CREATE_CHILD_SA).agrees();
    toA.arrives();
    ChildSa first = s.a().childBeside(hosts(s.a()));
    assertThat(s.a().sendsOn(first)).isTrue();
    ofB.arrives();
    Letter toB = s.a().answers(CREATE_CHILD_SA).agrees();
    assertThat(s.a().sendsOn(first)).as("B has only that one").isTrue();
    toB.arrives();

    s.calm();
    s.bothAgree();
    assertThat(s.a().children()).hasSize(3);
  }

  private static ChildSa hosts(Player player) {
    return player.children().stream()
        .filter(c -> c.policy().name().equals("hosts"))
        .findFirst()
        .orElseThrow();
  }
}
