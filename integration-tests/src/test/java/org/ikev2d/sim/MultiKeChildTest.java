package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.wire.ExchangeType.CREATE_CHILD_SA;
import static org.ikev2d.wire.ExchangeType.IKE_FOLLOWUP_KE;
import static org.ikev2d.wire.ExchangeType.INFORMATIONAL;

import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.port.SaStatus;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.ChildSa.ChildState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** CHILD SAs that are made and replaced by several key exchanges (RFC 9370 section 2.2.4). */
class MultiKeChildTest {
  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R9370-2.2.5-1")
  void aChildSaIsMadeByTheLastKeyExchange(Order order) {
    Scenario s = Scenario.of(order, MultiKeHosts.withOne());
    CompletableFuture<CommandOutcome> outcome = s.a().wants("nets");
    s.a().asks(CREATE_CHILD_SA).arrives();
    s.b().answers(CREATE_CHILD_SA).agrees().makesGoOn().arrives();
    assertThat(s.a().children()).hasSize(1);
    assertThat(s.b().children()).hasSize(1);

    s.a().asks(IKE_FOLLOWUP_KE).makesGoOn().arrives();
    assertThat(s.b().children()).hasSize(2);
    assertThat(s.a().children()).hasSize(1);
    s.b().answers(IKE_FOLLOWUP_KE).concludes().arrives();
    assertThat(s.a().children()).hasSize(2);
    assertThat(outcome).isCompletedWithValue(new CommandOutcome.Done());

    s.calm();
    s.bothAgree();
    assertThat(s.a().children())
        .anyMatch(c -> c.algorithms().additional().equals(MultiKeHosts.ONE));
    assertThat(s.crypto().openSecrets()).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R9370-2.2.4-1")
  @Tag("R9370-2.2.5-1")
  void nothingIsReplacedBeforeTheLastKeyExchange(Order order) {
    Scenario s = Scenario.of(order, MultiKeHosts.withTwo());
    ChildSa oldA = s.a().child();
    ChildSa oldB = s.b().child();
    s.a().rekeys(oldA);
    s.a().asks(CREATE_CHILD_SA).arrives();
    s.b().answers(CREATE_CHILD_SA).agrees().makesGoOn().arrives();
    s.a().asks(IKE_FOLLOWUP_KE).arrives();
    s.b().answers(IKE_FOLLOWUP_KE).makesGoOn().arrives();
    assertThat(s.a().children()).hasSize(1);
    assertThat(s.b().stateOf(oldB)).contains(ChildState.INSTALLED);
    assertThat(s.b().node().sadb())
        .filteredOn(sa -> sa.state() == SaStatus.State.MATURE)
        .hasSize(2);

    s.a().asks(IKE_FOLLOWUP_KE).arrives();
    assertThat(s.b().stateOf(oldB)).contains(ChildState.REKEYED);
    assertThat(s.b().receivesOn(s.b().childBeside(oldB))).isTrue();
    assertThat(s.b().sendsOn(oldB)).as("until A has the new one").isTrue();
    s.b().answers(IKE_FOLLOWUP_KE).concludes().arrives();
    assertThat(s.a().sendsOn(s.a().childBeside(oldA))).isTrue();
    s.a().asks(INFORMATIONAL).deletes(oldA).arrives();
    assertThat(s.b().sendsOn(s.b().child())).isTrue();
    s.b().answers(INFORMATIONAL).deletes(oldB).arrives();

    s.calm();
    s.bothAgree();
    assertThat(s.a().child().algorithms().additional()).isEqualTo(MultiKeHosts.TWO);
    assertThat(s.a().told("child.rekeyed")).isEqualTo(1);
    assertThat(s.b().told("child.rekeyed")).isEqualTo(1);
    assertThat(s.crypto().openSecrets()).isZero();
  }

  /** While its key exchanges go on, an IKE SA serves what has nothing to do with them. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void otherThingsGoOnBetweenTheKeyExchanges(Order order) {
    Scenario s = Scenario.of(order, MultiKeHosts.withOne());
    ChildSa oldB = s.b().child();
    s.a().rekeys(s.a().child());
    s.a().asks(CREATE_CHILD_SA).arrives();
    Letter late = s.b().answers(CREATE_CHILD_SA);
    CompletableFuture<CommandOutcome> again = s.b().rekeys(oldB);
    CompletableFuture<CommandOutcome> nets = s.b().wants("nets");
    s.b().asks(CREATE_CHILD_SA).arrives();
    s.a().answers(CREATE_CHILD_SA).agrees().arrives();
    s.b().asks(IKE_FOLLOWUP_KE).arrives();
    s.a().answers(IKE_FOLLOWUP_KE).concludes().arrives();
    assertThat(nets).isCompletedWithValue(new CommandOutcome.Done());
    assertThat(again).as("it is being replaced already").isNotDone();
    late.arrives();

    s.calm();
    s.bothAgree();
    assertThat(again).isCompletedWithValue(new CommandOutcome.Done());
    assertThat(s.a().told("child.rekeyed")).isEqualTo(1);
    assertThat(s.a().children()).hasSize(2);
  }
}
