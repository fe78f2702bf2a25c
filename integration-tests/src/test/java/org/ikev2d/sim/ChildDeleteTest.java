package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.wire.ExchangeType.CREATE_CHILD_SA;
import static org.ikev2d.wire.ExchangeType.INFORMATIONAL;

import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.ChildSa.ChildState;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Deletion of a CHILD SA, alone and meeting other exchanges (RFC 7296 sections 1.4.1 and 2.25). */
@Tag("RX-COLL-1")
class ChildDeleteTest {
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void deleteIsAnsweredByDelete(Order order) {
    Scenario s = Scenario.of(order);
    ChildSa ofA = s.a().child();
    ChildSa ofB = s.b().child();

    s.a().deletes(ofA);
    s.a().asks(INFORMATIONAL).deletes(ofA).arrives();
    assertThat(s.b().children()).isEmpty();
    s.b().answers(INFORMATIONAL).deletes(ofB).arrives();
    assertThat(s.a().children()).isEmpty();

    s.calm();
    s.bothAgree();
    assertThat(s.a().node().sadb()).isEmpty();
    assertThat(s.a().told("child.closed")).isEqualTo(1);
    assertThat(s.b().told("child.closed")).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void deletesThatCrossAreAnsweredEmpty(Order order) {
    Scenario s = Scenario.of(order);
    ChildSa ofA = s.a().child();
    ChildSa ofB = s.b().child();

    s.a().deletes(ofA);
    s.b().deletes(ofB);
    Letter fromA = s.a().asks(INFORMATIONAL).deletes(ofA);
    Letter fromB = s.b().asks(INFORMATIONAL).deletes(ofB);
    fromA.arrives();
    fromB.arrives();
    Letter answerOfB = s.b().answers(INFORMATIONAL).isEmpty();
    Letter answerOfA = s.a().answers(INFORMATIONAL).isEmpty();
    assertThat(s.a().stateOf(ofA)).contains(ChildState.DELETING);
    assertThat(s.b().stateOf(ofB)).contains(ChildState.DELETING);
    answerOfB.arrives();
    assertThat(s.a().children()).isEmpty();
    answerOfA.arrives();
    assertThat(s.b().children()).isEmpty();

    s.calm();
    s.bothAgree();
    assertThat(s.b().node().sadb()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void aLateDeleteMeetsNoSaAndIsAnsweredEmpty(Order order) {
    Scenario s = Scenario.of(order);
    ChildSa ofA = s.a().child();
    ChildSa ofB = s.b().child();

    s.a().deletes(ofA);
    s.b().deletes(ofB);
    Letter late = s.b().asks(INFORMATIONAL).deletes(ofB);
    s.a().asks(INFORMATIONAL).arrives();
    s.b().answers(INFORMATIONAL).isEmpty().arrives();
    assertThat(s.a().children()).isEmpty();
    late.arrives();
    s.a().answers(INFORMATIONAL).isEmpty().arrives();
    assertThat(s.b().children()).isEmpty();

    s.calm();
    s.bothAgree();
  }

  /** Sections 2.25.1 and 2.25.2. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void aRekeyOfTheIkeSaWaitsForADelete(Order order) {
    Scenario s = Scenario.of(order);
    ChildSa ofA = s.a().child();
    ChildSa ofB = s.b().child();
    IkeSa old = s.b().ikeSa();

    s.a().deletes(ofA);
    s.b().rekeys(old);
    Letter delete = s.a().asks(INFORMATIONAL);
    Letter rekey = s.b().asks(CREATE_CHILD_SA);
    delete.arrives();
    rekey.arrives();
    s.b().answers(INFORMATIONAL).deletes(ofB).arrives();
    s.a().answers(CREATE_CHILD_SA).says(NotifyType.TEMPORARY_FAILURE).arrives();
    assertThat(s.a().children()).isEmpty();
    assertThat(s.b().children()).isEmpty();
    s.b().saysNothing();

    s.calm();
    s.bothAgree();
    assertThat(s.b().ikeSa().localSpi()).as("B has come again").isNotEqualTo(old.localSpi());
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void aDeleteOfTheIkeSaEndsADeleteOfAChildSa(Order order) {
    Scenario s = Scenario.of(order);
    s.a().deletes(s.a().child());
    s.b().deletes(s.b().ikeSa());
    Letter ofChild = s.a().asks(INFORMATIONAL);
    Letter ofIke = s.b().asks(INFORMATIONAL).deletesTheIkeSa();
    ofChild.arrives();
    ofIke.arrives();
    Letter ignored = s.b().answers(INFORMATIONAL);
    s.a().answers(INFORMATIONAL).isEmpty().arrives();
    assertThat(s.a().ikeSas()).isEmpty();
    assertThat(s.b().ikeSas()).isEmpty();
    ignored.arrives();

    s.calm();
    s.nothingIsLeft();
  }
}
