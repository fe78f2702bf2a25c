package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.wire.ExchangeType.CREATE_CHILD_SA;
import static org.ikev2d.wire.ExchangeType.INFORMATIONAL;

import java.time.Duration;
import java.util.List;
import org.ikev2d.payload.DeletePayload;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.ChildSa.ChildState;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replacement of a CHILD SA by one side (RFC 7296 sections 1.3.3 and 2.8). */
class ChildRekeyTest {
  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R7296-2.8-2")
  void bothSendOnTheOldSaUntilTheOtherCanReceiveOnTheNewOne(Order order) {
    Scenario s = Scenario.of(order);
    ChildSa oldA = s.a().child();
    ChildSa oldB = s.b().child();

    s.a().rekeys(oldA);
    s.a().asks(CREATE_CHILD_SA).arrives();
    ChildSa newB = s.b().childBeside(oldB);
    assertThat(s.b().stateOf(oldB)).contains(ChildState.REKEYED);
    assertThat(s.b().receivesOn(newB)).isTrue();
    assertThat(s.b().sendsOn(oldB)).isTrue();

    s.b().answers(CREATE_CHILD_SA).agrees().arrives();
    ChildSa newA = s.a().childBeside(oldA);
    assertThat(s.a().sendsOn(newA)).isTrue();
    assertThat(s.a().receivesOn(oldA)).isTrue();
    assertThat(s.b().sendsOn(oldB)).isTrue();

    s.a().asks(INFORMATIONAL).deletes(oldA).arrives();
    assertThat(s.b().sendsOn(newB)).isTrue();
    assertThat(s.b().receivesOn(oldB)).as("for packets on their way").isTrue();
    s.b().answers(INFORMATIONAL).deletes(oldB).arrives();
    assertThat(s.a().child().inbound()).isEqualTo(newA.inbound());
    assertThat(s.a().receivesOn(oldA)).as("for packets on their way").isTrue();

    s.calm();
    s.bothAgree();
    assertThat(s.a().told("child.rekeyed")).isEqualTo(1);
    assertThat(s.b().told("child.rekeyed")).isEqualTo(1);
    assertThat(s.a().told("child.closed")).isZero();
    assertThat(s.b().told("child.closed")).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void aSoftLifetimeThatEndsMeanwhileStartsNothing(Order order) {
    Scenario s = Scenario.of(order);
    ChildSa oldB = s.b().child();

    s.a().rekeys(s.a().child());
    s.a().asks(CREATE_CHILD_SA).arrives();
    Letter answer = s.b().answers(CREATE_CHILD_SA);
    s.b().expires(oldB, false);
    s.b().saysNothing();
    answer.arrives();

    s.calm();
    s.bothAgree();
    assertThat(s.b().told("child.rekeyed")).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void aHardLifetimeThatEndsMeanwhileSwitchesToTheNewSa(Order order) {
    Scenario s = Scenario.of(order);
    ChildSa oldA = s.a().child();
    ChildSa oldB = s.b().child();

    s.a().rekeys(oldA);
    s.a().asks(CREATE_CHILD_SA).arrives();
    s.b().answers(CREATE_CHILD_SA).arrives();
    Letter delete = s.a().asks(INFORMATIONAL).deletes(oldA);
    s.b().expires(oldB, true);
    s.b().saysNothing();
    assertThat(s.b().sendsOn(s.b().child())).isTrue();
    delete.arrives();
    s.b().answers(INFORMATIONAL).isEmpty().arrives();

    s.calm();
    s.bothAgree();
    assertThat(s.a().children()).hasSize(1);
    assertThat(s.a().told("child.closed")).isZero();
    assertThat(s.b().told("child.closed")).as("it is replaced, not down").isZero();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void theNewSaIsDeletedBeforeTheOldOneIs(Order order) {
    Scenario s = Scenario.of(order);
    ChildSa oldA = s.a().child();
    ChildSa oldB = s.b().child();

    s.a().rekeys(oldA);
    s.a().asks(CREATE_CHILD_SA).arrives();
    s.b().answers(CREATE_CHILD_SA).arrives();
    Letter ofOld = s.a().asks(INFORMATIONAL).deletes(oldA);
    ChildSa newA = s.a().childBeside(oldA);
    ChildSa newB = s.b().childBeside(oldB);
    s.b().deletes(newB);
    s.b().asks(INFORMATIONAL).deletes(newB).arrives();
    s.a().answers(INFORMATIONAL).deletes(newA).arrives();
    ofOld.arrives();
    s.b().answers(INFORMATIONAL).deletes(oldB).arrives();
    assertThat(s.a().children()).isEmpty();
    assertThat(s.b().children()).isEmpty();

    s.calm();
    s.bothAgree();
    assertThat(s.a().told("child.closed")).isEqualTo(1);
    assertThat(s.b().told("child.closed")).isEqualTo(1);
  }

  /** What the peer has lost is made anew, and that is no rekey. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R7296-2.25-2")
  void aChildSaThatThePeerHasLostIsMadeAnew(Order order) {
    Scenario s = Scenario.of(order, Scenario.Hosts.usual().withWindow(2));
    ChildSa oldA = s.a().child();

    // B loses it as if A had deleted it, of which A knows nothing.
    s.a().errs(1, new DeletePayload(oldA.protocol(), List.of(oldA.spi()))).arrives();
    s.b().answers(INFORMATIONAL).isLost();
    assertThat(s.b().children()).isEmpty();

    s.a().rekeys(oldA);
    s.a().asks(CREATE_CHILD_SA).arrives();
    s.b().answers(CREATE_CHILD_SA).says(NotifyType.CHILD_SA_NOT_FOUND).arrives();
    assertThat(s.a().children()).isEmpty();
    assertThat(s.a().told("child.closed")).isEqualTo(1);
    Letter fresh = s.a().asks(CREATE_CHILD_SA);
    assertThat(fresh.message().hasNotify(NotifyType.REKEY_SA)).isFalse();
    assertThat(fresh.agrees()).isNotNull();
  }

  /** The peer must not delete what we replace, and does so before its answer has come. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void aWrongDeleteOfTheOldSaDoesNotEndTheRekey(Order order) {
    Scenario s = Scenario.of(order);
    ChildSa oldA = s.a().child();
    ChildSa oldB = s.b().child();

    s.a().rekeys(oldA);
    s.a().asks(CREATE_CHILD_SA).arrives();
    Letter late = s.b().answers(CREATE_CHILD_SA);
    s.b().errs(0, new DeletePayload(oldB.protocol(), List.of(oldB.spi()))).arrives();
    s.a().answers(INFORMATIONAL).deletes(oldA).isLost();
    late.arrives();
    s.a().saysNothing();
    ChildSa newA = s.a().child();
    assertThat(newA.inbound()).isNotEqualTo(oldA.inbound());
    assertThat(s.a().sendsOn(newA)).isTrue();
    assertThat(s.a().told("child.closed")).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void aDeleteThatIsNeverAnsweredEndsTheIkeSa(Order order) {
    Scenario s = Scenario.of(order);
    ChildSa oldA = s.a().child();

    s.a().rekeys(oldA);
    s.a().asks(CREATE_CHILD_SA).arrives();
    s.b().answers(CREATE_CHILD_SA).arrives();
    ChildSa newA = s.a().childBeside(oldA);
    s.a().asks(INFORMATIONAL).deletes(oldA).isLost();
    s.pass(Duration.ofMinutes(3));
    assertThat(s.a().ikeSas()).isEmpty();
    assertThat(s.a().node().sadb()).isEmpty();
    assertThat(s.a().told("ike.failed")).isEqualTo(1);
    assertThat(s.a().closed()).as("the new one only").containsExactly(newA.spi().toString());
  }
}
