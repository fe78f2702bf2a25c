package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.wire.ExchangeType.CREATE_CHILD_SA;
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

/** A rekey of a CHILD SA that meets a Delete or the IKE SA (RFC 7296 section 2.25). */
@Tag("RX-COLL-1")
class ChildRekeyAgainstTest {
  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R7296-2.25.1-1")
  @Tag("R7296-2.25.1-3")
  void theOtherSideDeletesTheChildSa(Order order) {
    Scenario s = Scenario.of(order);
    ChildSa ofA = s.a().child();
    ChildSa ofB = s.b().child();

    CompletableFuture<CommandOutcome> outcome = s.a().rekeys(ofA);
    s.b().deletes(ofB);
    Letter rekey = s.a().asks(CREATE_CHILD_SA);
    Letter delete = s.b().asks(INFORMATIONAL).deletes(ofB);
    rekey.arrives();
    Letter refusal = s.b().answers(CREATE_CHILD_SA).says(NotifyType.TEMPORARY_FAILURE);
    delete.arrives();
    s.a().answers(INFORMATIONAL).deletes(ofA).arrives();
    assertThat(s.b().children()).isEmpty();
    refusal.arrives();
    assertThat(s.a().children()).isEmpty();
    assertThat(outcome).isDone();
    assertThat(s.a().told("child.closed")).isEqualTo(1);

    s.calm();
    s.bothAgree();
    assertThat(s.a().node().sadb()).as("no second try").isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void theDeleteComesAfterTheRefusal(Order order) {
    Scenario s = Scenario.of(order);
    ChildSa ofA = s.a().child();
    ChildSa ofB = s.b().child();

    CompletableFuture<CommandOutcome> outcome = s.a().rekeys(ofA);
    s.b().deletes(ofB);
    Letter late = s.b().asks(INFORMATIONAL).deletes(ofB);
    s.a().asks(CREATE_CHILD_SA).arrives();
    s.b().answers(CREATE_CHILD_SA).says(NotifyType.TEMPORARY_FAILURE).arrives();
    assertThat(s.a().stateOf(ofA)).contains(ChildState.INSTALLED);
    s.a().saysNothing();
    late.arrives();
    s.a().answers(INFORMATIONAL).deletes(ofA).arrives();
    assertThat(s.a().children()).isEmpty();
    assertThat(outcome).as("a second try waits").isNotDone();

    s.calm();
    s.bothAgree();
    assertThat(s.a().node().sadb()).isEmpty();
    assertThat(outcome).as("the second try finds nothing").isDone();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void theDeleteIsOverWhenTheRequestComes(Order order) {
    Scenario s = Scenario.of(order);
    ChildSa ofA = s.a().child();
    ChildSa ofB = s.b().child();

    s.a().rekeys(ofA);
    s.b().deletes(ofB);
    Letter late = s.a().asks(CREATE_CHILD_SA);
    s.b().asks(INFORMATIONAL).deletes(ofB).arrives();
    s.a().answers(INFORMATIONAL).deletes(ofA).arrives();
    late.arrives();
    s.b().answers(CREATE_CHILD_SA).says(NotifyType.CHILD_SA_NOT_FOUND).arrives();
    assertThat(s.a().children()).isEmpty();
    s.a().saysNothing();

    s.calm();
    s.bothAgree();
    assertThat(s.a().node().sadb()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void theNewSaIsDeletedBeforeItsAnswerComes(Order order) {
    Scenario s = Scenario.of(order);
    ChildSa oldA = s.a().child();
    ChildSa oldB = s.b().child();

    s.a().rekeys(oldA);
    s.a().asks(CREATE_CHILD_SA).arrives();
    Letter late = s.b().answers(CREATE_CHILD_SA).agrees();
    ChildSa newB = s.b().childBeside(oldB);
    s.b().deletes(newB);
    s.b().asks(INFORMATIONAL).deletes(newB).arrives();
    s.a().answers(INFORMATIONAL).isEmpty().arrives();
    assertThat(s.a().stateOf(oldA)).contains(ChildState.REKEYING);
    late.arrives();

    s.calm();
    s.bothAgree();
    assertThat(s.a().children()).isEmpty();
    assertThat(s.a().node().sadb()).isEmpty();
    assertThat(s.b().node().sadb()).isEmpty();
  }

  /** With a window of two, the Delete overtakes two answers, and concerns the second of them. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void oneOfTwoNewSasIsDeletedBeforeTheirAnswersCome(Order order) {
    Scenario s = Scenario.of(order, Scenario.Hosts.usual().withWindow(2));
    ChildSa oldA = s.a().child();
    ChildSa oldB = s.b().child();

    s.a().wants("nets");
    s.a().rekeys(oldA);
    s.a().asks(CREATE_CHILD_SA).arrives();
    Letter ofNets = s.b().answers(CREATE_CHILD_SA).agrees();
    ChildSa nets = s.b().childBeside(oldB);
    s.a().asks(CREATE_CHILD_SA).arrives();
    Letter ofRekey = s.b().answers(CREATE_CHILD_SA).agrees();
    s.b().deletes(nets);
    s.b().asks(INFORMATIONAL).deletes(nets).arrives();
    s.a().answers(INFORMATIONAL).isEmpty().arrives();
    ofRekey.arrives();
    ofNets.arrives();

    s.calm();
    s.bothAgree();
    assertThat(s.a().child().policy().name()).isEqualTo("hosts");
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R7296-2.25.1-4")
  @Tag("R7296-2.25.2-4")
  void theOtherSideReplacesTheIkeSa(Order order) {
    Scenario s = Scenario.of(order);
    ChildSa oldA = s.a().child();
    IkeSa oldIke = s.a().ikeSa();

    s.a().rekeys(oldA);
    s.b().rekeys(s.b().ikeSa());
    Letter ofChild = s.a().asks(CREATE_CHILD_SA);
    Letter ofIke = s.b().asks(CREATE_CHILD_SA);
    ofChild.arrives();
    ofIke.arrives();
    Letter toA = s.b().answers(CREATE_CHILD_SA).says(NotifyType.TEMPORARY_FAILURE);
    Letter toB = s.a().answers(CREATE_CHILD_SA).says(NotifyType.TEMPORARY_FAILURE);
    toA.arrives();
    toB.arrives();
    assertThat(s.a().stateOf(oldA)).contains(ChildState.INSTALLED);
    assertThat(s.b().ikeSa().isEstablished()).isTrue();
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
    Scenario s = Scenario.of(order);

    CompletableFuture<CommandOutcome> outcome = s.a().rekeys(s.a().child());
    s.b().deletes(s.b().ikeSa());
    Letter rekey = s.a().asks(CREATE_CHILD_SA);
    Letter delete = s.b().asks(INFORMATIONAL).deletesTheIkeSa();
    rekey.arrives();
    Letter refusal = s.b().answers(CREATE_CHILD_SA).says(NotifyType.TEMPORARY_FAILURE);
    delete.arrives();
    s.a().answers(INFORMATIONAL).isEmpty().arrives();
    assertThat(s.a().ikeSas()).isEmpty();
    assertThat(s.b().ikeSas()).isEmpty();
    assertThat(outcome).isDone();
    refusal.arrives();

    s.calm();
    s.nothingIsLeft();
  }
}
