package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.wire.ExchangeType.CREATE_CHILD_SA;
import static org.ikev2d.wire.ExchangeType.IKE_FOLLOWUP_KE;
import static org.ikev2d.wire.ExchangeType.INFORMATIONAL;

import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One side replaces the IKE SA by several key exchanges (RFC 9370 section 2.2.4). */
class MultiKeIkeRekeyTest {
  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R9370-2.2.4-1")
  void theChildSasMoveAfterTheLastKeyExchange(Order order) {
    Scenario s = Scenario.of(order, MultiKeHosts.withTwo());
    ChildSa child = s.a().child();
    IkeSa oldA = s.a().ikeSa();
    IkeSa oldB = s.b().ikeSa();
    s.a().rekeys(oldA);
    s.a().asks(CREATE_CHILD_SA).arrives();
    s.b().answers(CREATE_CHILD_SA).agrees().makesGoOn().arrives();
    s.a().asks(IKE_FOLLOWUP_KE).arrives();
    s.b().answers(IKE_FOLLOWUP_KE).makesGoOn().arrives();
    assertThat(s.a().ikeSa().children().size()).isEqualTo(1);
    assertThat(s.b().ikeSa().children().size()).isEqualTo(1);

    s.a().asks(IKE_FOLLOWUP_KE).arrives();
    assertThat(s.b().stateOf(oldB)).contains("REKEYED");
    assertThat(s.b().ikeSaBeside(oldB).children().size()).isEqualTo(1);
    s.b().answers(IKE_FOLLOWUP_KE).concludes().arrives();
    assertThat(s.a().ikeSaBeside(oldA).children().size()).isEqualTo(1);
    s.a().asks(INFORMATIONAL).deletesTheIkeSa().arrives();
    s.b().answers(INFORMATIONAL).isEmpty().arrives();
    assertThat(s.a().child().inbound()).isEqualTo(child.inbound());

    s.calm();
    s.bothAgree();
    assertThat(s.a().ikeSa().keyed().orElseThrow().suite().additional())
        .isEqualTo(MultiKeHosts.TWO);
    assertThat(s.crypto().openSecrets()).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void anotherGroupIsAskedForBeforeTheFollowUps(Order order) {
    Scenario s = Scenario.of(order, MultiKeHosts.withOpposedGroups());
    // The responder of the first IKE SA has had its way; now the other one has.
    Player asks = order == Order.INITIATOR_IS_A ? s.b() : s.a();
    Player answers = order == Order.INITIATOR_IS_A ? s.a() : s.b();
    ChildSa child = asks.child();
    asks.rekeys(asks.ikeSa());
    asks.asks(CREATE_CHILD_SA).arrives();
    answers.answers(CREATE_CHILD_SA).says(NotifyType.INVALID_KE_PAYLOAD).arrives();
    assertThat(asks.ikeSa().children().size()).as("untouched until the second try").isEqualTo(1);
    asks.asks(CREATE_CHILD_SA).arrives();
    answers.answers(CREATE_CHILD_SA).agrees().makesGoOn().arrives();
    asks.asks(IKE_FOLLOWUP_KE).arrives();
    answers.answers(IKE_FOLLOWUP_KE).concludes().arrives();

    s.calm();
    s.bothAgree();
    assertThat(asks.child().inbound()).isEqualTo(child.inbound());
    assertThat(asks.ikeSa().keyed().orElseThrow().suite().group()).isEqualTo(GroupId.CURVE25519);
    assertThat(s.crypto().openSecrets()).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R7296-2.25.2-2")
  void theOtherSideDeletesTheIkeSaBetweenTheKeyExchanges(Order order) {
    Scenario s = Scenario.of(order, MultiKeHosts.withOne());
    CompletableFuture<CommandOutcome> outcome = s.a().rekeys(s.a().ikeSa());
    s.a().asks(CREATE_CHILD_SA).arrives();
    s.b().answers(CREATE_CHILD_SA).makesGoOn().arrives();
    s.b().deletes(s.b().ikeSa());
    Letter delete = s.b().asks(INFORMATIONAL).deletesTheIkeSa();
    s.a().asks(IKE_FOLLOWUP_KE).arrives();
    Letter refusal = s.b().answers(IKE_FOLLOWUP_KE).says(NotifyType.TEMPORARY_FAILURE);
    delete.arrives();
    s.a().answers(INFORMATIONAL).isEmpty().arrives();
    assertThat(s.a().ikeSas()).isEmpty();
    assertThat(s.b().ikeSas()).isEmpty();
    assertThat(outcome).isDone();
    refusal.arrives();

    s.calm();
    s.nothingIsLeft();
  }

  /** The refusal comes first: a second try waits, until the Delete ends it. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void theDeleteOfTheIkeSaComesAfterTheRefusal(Order order) {
    Scenario s = Scenario.of(order, MultiKeHosts.withOne());
    CompletableFuture<CommandOutcome> outcome = s.a().rekeys(s.a().ikeSa());
    s.a().asks(CREATE_CHILD_SA).arrives();
    s.b().answers(CREATE_CHILD_SA).makesGoOn().arrives();
    s.b().deletes(s.b().ikeSa());
    Letter late = s.b().asks(INFORMATIONAL).deletesTheIkeSa();
    s.a().asks(IKE_FOLLOWUP_KE).arrives();
    s.b().answers(IKE_FOLLOWUP_KE).says(NotifyType.TEMPORARY_FAILURE).arrives();
    assertThat(outcome).isNotDone();
    late.arrives();
    s.a().answers(INFORMATIONAL).isEmpty().arrives();
    assertThat(outcome).isDone();

    s.calm();
    s.nothingIsLeft();
  }

  /** A Delete of a CHILD SA of which the peer does not know yet forbids to move it. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R9370-2.2.5-1")
  void aChildSaIsDeletedBetweenTheKeyExchanges(Order order) {
    Scenario s = Scenario.of(order, MultiKeHosts.withOne());
    IkeSa oldA = s.a().ikeSa();
    s.a().rekeys(oldA);
    s.a().asks(CREATE_CHILD_SA).arrives();
    Letter answer = s.b().answers(CREATE_CHILD_SA).makesGoOn();
    ChildSa ofB = s.b().child();
    s.b().deletes(ofB);
    Letter delete = s.b().asks(INFORMATIONAL).deletes(ofB);
    answer.arrives();
    s.a().asks(IKE_FOLLOWUP_KE).arrives();
    s.b().answers(IKE_FOLLOWUP_KE).says(NotifyType.TEMPORARY_FAILURE).arrives();
    delete.arrives();
    s.a().answers(INFORMATIONAL).arrives();

    s.calm();
    s.bothAgree();
    assertThat(s.a().children()).isEmpty();
    assertThat(s.a().ikeSa().localSpi()).as("at the second try").isNotEqualTo(oldA.localSpi());
    assertThat(s.crypto().openSecrets()).isZero();
  }
}
