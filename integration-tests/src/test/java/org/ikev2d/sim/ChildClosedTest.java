package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.wire.ExchangeType.CREATE_CHILD_SA;
import static org.ikev2d.wire.ExchangeType.INFORMATIONAL;

import java.time.Duration;
import java.util.List;
import org.ikev2d.sa.ChildSa;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The end of an IKE SA is that of its CHILD SAs: each living one is told of, once. */
class ChildClosedTest {
  private static String[] spis(ChildSa... children) {
    return List.of(children).stream().map(c -> c.spi().toString()).toArray(String[]::new);
  }

  /** With a second CHILD SA. */
  private static Scenario withTwo(Order order) {
    Scenario s = Scenario.of(order);
    s.a().wants("nets");
    s.a().asks(CREATE_CHILD_SA).arrives();
    s.b().answers(CREATE_CHILD_SA).arrives();
    assertThat(s.a().children()).hasSize(2);
    return s;
  }

  /** Nothing arrives any more; A asks for something. */
  private static void bothGiveUp(Scenario s) {
    s.a().node().endpoint().checkLiveness(s.a().ikeSas().getFirst().localSpi());
    s.b().node().endpoint().checkLiveness(s.b().ikeSas().getFirst().localSpi());
    s.pass(Duration.ofMinutes(3));
    assertThat(s.a().ikeSas()).isEmpty();
    assertThat(s.b().ikeSas()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void anIkeSaIsDeleted(Order order) {
    Scenario s = withTwo(order);
    List<ChildSa> ofA = s.a().children();
    List<ChildSa> ofB = s.b().children();
    s.a().deletes(s.a().ikeSa());
    s.calm();
    s.nothingIsLeft();
    assertThat(s.a().closed()).containsExactlyInAnyOrder(spis(ofA.toArray(ChildSa[]::new)));
    assertThat(s.b().closed()).containsExactlyInAnyOrder(spis(ofB.toArray(ChildSa[]::new)));
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void aPeerIsSilent(Order order) {
    Scenario s = withTwo(order);
    List<ChildSa> ofA = s.a().children();
    List<ChildSa> ofB = s.b().children();
    bothGiveUp(s);
    assertThat(s.a().closed()).containsExactlyInAnyOrder(spis(ofA.toArray(ChildSa[]::new)));
    assertThat(s.b().closed()).containsExactlyInAnyOrder(spis(ofB.toArray(ChildSa[]::new)));
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void aDeleteOfAChildSaIsNeverAnswered(Order order) {
    Scenario s = withTwo(order);
    List<ChildSa> ofA = s.a().children();
    s.a().deletes(ofA.getFirst());
    s.a().asks(INFORMATIONAL).isLost();
    s.pass(Duration.ofMinutes(3));
    assertThat(s.a().ikeSas()).isEmpty();
    assertThat(s.a().closed()).containsExactlyInAnyOrder(spis(ofA.toArray(ChildSa[]::new)));
  }

  /** B has the new one already, A only the old one. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void theAnswerToARekeyIsLost(Order order) {
    Scenario s = Scenario.of(order);
    ChildSa oldA = s.a().child();
    ChildSa oldB = s.b().child();
    s.a().rekeys(oldA);
    s.a().asks(CREATE_CHILD_SA).arrives();
    s.b().answers(CREATE_CHILD_SA).isLost();
    ChildSa newB = s.b().childBeside(oldB);
    bothGiveUp(s);
    assertThat(s.a().closed()).containsExactly(spis(oldA));
    assertThat(s.b().closed()).containsExactly(spis(newB));
  }

  /** Each has made what the other one has asked for, and knows nothing of its own. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void theAnswersToRekeysThatMeetAreLost(Order order) {
    Scenario s = Scenario.of(order);
    s.a().rekeys(s.a().child());
    s.b().rekeys(s.b().child());
    Letter ofA = s.a().asks(CREATE_CHILD_SA);
    s.b().asks(CREATE_CHILD_SA).arrives();
    ofA.arrives();
    s.pass(Duration.ofMinutes(3));
    assertThat(s.a().ikeSas()).isEmpty();
    assertThat(s.b().ikeSas()).isEmpty();
    assertThat(s.a().closed()).hasSize(1);
    assertThat(s.b().closed()).hasSize(1);
  }

  /** The CHILD SAs have moved: it is not their end. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void anIkeSaIsReplaced(Order order) {
    Scenario s = withTwo(order);
    s.a().rekeys(s.a().ikeSa());
    s.calm();
    s.bothAgree();
    assertThat(s.a().closed()).isEmpty();
    assertThat(s.b().closed()).isEmpty();
  }
}
