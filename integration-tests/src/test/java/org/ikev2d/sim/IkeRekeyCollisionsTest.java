package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.wire.ExchangeType.CREATE_CHILD_SA;
import static org.ikev2d.wire.ExchangeType.INFORMATIONAL;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Replacement of the IKE SA, by one side and by both (RFC 7296 sections 2.8.2 and 2.25.2). */
@Tag("RX-COLL-1")
class IkeRekeyCollisionsTest {
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void theChildSasMoveAndTheOldIkeSaIsDeleted(Order order) {
    Scenario s = Scenario.of(order);
    ChildSa child = s.a().child();
    IkeSa oldA = s.a().ikeSa();
    IkeSa oldB = s.b().ikeSa();

    s.a().rekeys(oldA);
    s.a().asks(CREATE_CHILD_SA).arrives();
    assertThat(s.b().stateOf(oldB)).contains("REKEYED");
    assertThat(s.b().now(oldB).children().isEmpty()).isTrue();
    assertThat(s.b().ikeSaBeside(oldB).children().size()).isEqualTo(1);
    s.b().answers(CREATE_CHILD_SA).agrees().arrives();
    assertThat(s.a().ikeSaBeside(oldA).children().size()).isEqualTo(1);
    assertThat(s.a().ikeSaBeside(oldA).isEstablished()).isTrue();
    s.a().asks(INFORMATIONAL).deletesTheIkeSa().arrives();
    s.b().answers(INFORMATIONAL).isEmpty().arrives();
    assertThat(s.a().stateOf(oldA)).isEmpty();
    assertThat(s.b().stateOf(oldB)).isEmpty();
    assertThat(s.a().child().inbound()).isEqualTo(child.inbound());

    s.calm();
    s.bothAgree();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void anotherGroupIsAskedForAndTriedAtOnce(Order order) {
    Scenario s = Scenario.of(order, Scenario.Hosts.withOpposedGroups());
    // The responder of the first IKE SA has had its way; now the other one has.
    Player asks = order == Order.INITIATOR_IS_A ? s.b() : s.a();
    Player answers = order == Order.INITIATOR_IS_A ? s.a() : s.b();
    ChildSa child = asks.child();

    IkeSa old = asks.ikeSa();
    asks.rekeys(old);
    asks.asks(CREATE_CHILD_SA).arrives();
    answers.answers(CREATE_CHILD_SA).says(NotifyType.INVALID_KE_PAYLOAD).arrives();
    assertThat(asks.ikeSa().children().size()).as("untouched until the second try").isEqualTo(1);
    asks.asks(CREATE_CHILD_SA).arrives();
    answers.answers(CREATE_CHILD_SA).agrees().arrives();

    s.calm();
    s.bothAgree();
    assertThat(asks.child().inbound()).isEqualTo(child.inbound());
    assertThat(asks.ikeSa().keyed().orElseThrow().suite().group()).isEqualTo(GroupId.CURVE25519);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("org.ikev2d.sim.Order#eachLowest")
  @Tag("R7296-2.8.2-1")
  @Tag("R7296-2.25.2-1")
  void theExchangeWithTheLowestNonceIsUndone(Order order, Lowest lowest) {
    Scenario s = Scenario.of(order);
    Collision c = new Collision(s, lowest);
    Letter toA = c.requestOfAArrives();
    Letter toB = c.requestOfBArrives();
    toA.arrives();
    toB.arrives();
    // The loser deletes what it has made, the winner what it has replaced.
    Letter ofA = s.a().asks(INFORMATIONAL).deletesTheIkeSa();
    Letter ofB = s.b().asks(INFORMATIONAL).deletesTheIkeSa();
    assertThat(ofA.isWithin(c.oldA)).isEqualTo(!lowest.isOfA());
    assertThat(ofB.isWithin(c.oldA)).isEqualTo(lowest.isOfA());
    ofA.arrives();
    ofB.arrives();
    s.a().answers(INFORMATIONAL).isEmpty().arrives();
    s.b().answers(INFORMATIONAL).isEmpty().arrives();
    assertThat(s.a().ikeSas()).hasSize(1);
    assertThat(s.b().ikeSas()).hasSize(1);
    // Whoever has begun the exchange that counts is the initiator of the new IKE SA.
    boolean madeByA = s.a().ikeSa().initiatorSpi().equals(s.a().ikeSa().localSpi());
    assertThat(madeByA).isEqualTo(!lowest.isOfA());

    c.endsWell();
  }

  /** One of the two requests is refused for its group: the other one counts. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void whoeverWouldHaveToComeAgainGivesWay(Order order) {
    Scenario s = Scenario.of(order, Scenario.Hosts.withOpposedGroups());
    Player refused = order == Order.INITIATOR_IS_A ? s.b() : s.a();
    Player served = order == Order.INITIATOR_IS_A ? s.a() : s.b();
    IkeSa old = refused.ikeSa();
    ChildSa child = refused.child();

    CompletableFuture<CommandOutcome> ofRefused = refused.rekeys(old);
    CompletableFuture<CommandOutcome> ofServed = served.rekeys(served.ikeSa());
    Letter bad = refused.asks(CREATE_CHILD_SA);
    Letter good = served.asks(CREATE_CHILD_SA);
    bad.arrives();
    good.arrives();
    served.answers(CREATE_CHILD_SA).says(NotifyType.INVALID_KE_PAYLOAD).arrives();
    refused.answers(CREATE_CHILD_SA).agrees().arrives();

    s.calm();
    s.bothAgree();
    assertThat(refused.ikeSas()).hasSize(1);
    assertThat(refused.child().inbound()).isEqualTo(child.inbound());
    assertThat(ofRefused).isCompletedWithValue(new CommandOutcome.Done());
    assertThat(ofServed).isCompletedWithValue(new CommandOutcome.Done());
  }

  /** B has won, and deletes the old IKE SA before its answer to A arrives. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R7296-2.8.2-1")
  void theAnswerToTheLoserNeverArrives(Order order) {
    Scenario s = Scenario.of(order);
    Collision c = new Collision(s, Lowest.REQUEST_OF_A);
    Letter late = c.requestOfAArrives();
    c.requestOfBArrives().arrives();
    s.b().asks(INFORMATIONAL).deletesTheIkeSa().arrives();
    s.a().answers(INFORMATIONAL).isEmpty().arrives();
    assertThat(s.a().ikeSa().children().size()).as("A gives up its own").isEqualTo(1);
    late.arrives();
    s.a().saysNothing();
    assertThat(s.b().ikeSas()).as("A will not delete what it has never heard of").hasSize(2);
    s.pass(Duration.ofSeconds(9));
    assertThat(s.b().ikeSas()).as("A's Delete could still come").hasSize(2);
    s.pass(Duration.ofSeconds(2));
    assertThat(s.b().ikeSas()).hasSize(1);

    c.endsWell();
  }

  /** B has lost, and deletes what it has made before its answer to A arrives. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void theAnswerToTheWinnerIsLate(Order order) {
    Scenario s = Scenario.of(order);
    Collision c = new Collision(s, Lowest.REQUEST_OF_B);
    Letter late = c.requestOfAArrives();
    c.requestOfBArrives().arrives();
    Letter ofRedundant = s.b().asks(INFORMATIONAL);
    assertThat(ofRedundant.isWithin(c.oldA)).isFalse();
    ofRedundant.arrives();
    s.a().answers(INFORMATIONAL).isEmpty().arrives();
    assertThat(s.a().now(c.oldA).children().size()).isEqualTo(1);
    late.arrives();
    s.a().asks(INFORMATIONAL).deletesTheIkeSa().arrives();
    s.b().answers(INFORMATIONAL).isEmpty().arrives();

    c.endsWell();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R7296-2.8.2-1")
  void theRequestOfTheLoserIsLost(Order order) {
    Scenario s = Scenario.of(order);
    Collision c = new Collision(s, Lowest.REQUEST_OF_A);
    c.ofA.isLost();
    c.requestOfBArrives().arrives();
    s.b().asks(INFORMATIONAL).deletesTheIkeSa().arrives();
    s.a().answers(INFORMATIONAL).isEmpty().arrives();
    assertThat(s.a().ikeSa().children().size()).isEqualTo(1);
    assertThat(s.b().ikeSa().children().size()).isEqualTo(1);

    c.endsWell();
  }

  /** B has finished its rekey and deletes the old IKE SA when A's request comes. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R7296-2.25.2-2")
  void aLateRequestMeetsADelete(Order order) {
    for (boolean refusalFirst : new boolean[] {true, false}) {
      Scenario s = Scenario.of(order);
      Collision c = new Collision(s, Lowest.REQUEST_OF_B);
      c.requestOfBArrives().arrives();
      Letter delete = s.b().asks(INFORMATIONAL).deletesTheIkeSa();
      c.ofA.arrives();
      Letter refusal = s.b().answers(CREATE_CHILD_SA).says(NotifyType.TEMPORARY_FAILURE);
      (refusalFirst ? refusal : delete).arrives();
      (refusalFirst ? delete : refusal).arrives();
      s.a().answers(INFORMATIONAL).isEmpty().arrives();
      assertThat(s.a().ikeSa().children().size()).isEqualTo(1);

      c.endsWell();
      assertThat(s.a().told("ike.rekeyed")).as("no second try").isEqualTo(1);
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @Tag("R7296-2.25.2-3")
  void theOtherSideDeletesTheIkeSa(Order order) {
    Scenario s = Scenario.of(order);
    CompletableFuture<CommandOutcome> outcome = s.a().rekeys(s.a().ikeSa());
    s.b().deletes(s.b().ikeSa());
    Letter rekey = s.a().asks(CREATE_CHILD_SA);
    Letter delete = s.b().asks(INFORMATIONAL).deletesTheIkeSa();
    rekey.arrives();
    Letter refusal = s.b().answers(CREATE_CHILD_SA).says(NotifyType.TEMPORARY_FAILURE);
    delete.arrives();
    s.a().answers(INFORMATIONAL).isEmpty().arrives();
    assertThat(s.a().ikeSas()).isEmpty();
    assertThat(s.b().ikeSas()).isEmpty();
    refusal.arrives();
    assertThat(outcome).isDone();

    s.calm();
    s.nothingIsLeft();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void theDeleteComesAfterTheRefusal(Order order) {
    Scenario s = Scenario.of(order);
    CompletableFuture<CommandOutcome> outcome = s.a().rekeys(s.a().ikeSa());
    s.b().deletes(s.b().ikeSa());
    Letter late = s.b().asks(INFORMATIONAL).deletesTheIkeSa();
    s.a().asks(CREATE_CHILD_SA).arrives();
    s.b().answers(CREATE_CHILD_SA).says(NotifyType.TEMPORARY_FAILURE).arrives();
    assertThat(s.a().ikeSa().isEstablished()).isTrue();
    assertThat(outcome).as("a second try waits").isNotDone();
    late.arrives();
    s.a().answers(INFORMATIONAL).isEmpty().arrives();
    assertThat(s.a().ikeSas()).isEmpty();
    assertThat(outcome).isDone();

    s.calm();
    s.nothingIsLeft();
  }

  /** What is wanted while the IKE SA is being replaced is done on the new one. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void whatIsWantedMeanwhileMovesToTheNewIkeSa(Order order) {
    Scenario s = Scenario.of(order);
    IkeSa old = s.a().ikeSa();
    s.a().rekeys(old);
    Letter rekey = s.a().asks(CREATE_CHILD_SA);
    CompletableFuture<CommandOutcome> child = s.a().wants("nets");
    s.a().saysNothing();
    rekey.arrives();
    s.b().answers(CREATE_CHILD_SA).arrives();
    Letter first = s.a().anything();
    Letter second = s.a().anything();
    Letter create = first.isWithin(old) ? second : first;
    assertThat(create.isWithin(old)).isFalse();
    assertThat(create.agrees()).isNotNull();

    s.calm();
    s.bothAgree();
    assertThat(child).isCompletedWithValue(new CommandOutcome.Done());
    assertThat(s.a().children()).hasSize(2);
  }

  /** An administrator ends an IKE SA of which the peer does not know yet that it is replaced. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void aDeleteOfWhatIsReplacedDeletesWhatHasReplacedIt(Order order) {
    Scenario s = Scenario.of(order);
    IkeSa oldB = s.b().ikeSa();
    s.a().rekeys(s.a().ikeSa());
    s.a().asks(CREATE_CHILD_SA).arrives();
    Letter late = s.b().answers(CREATE_CHILD_SA).agrees();
    s.b().deletes(oldB);
    Letter delete = s.b().asks(INFORMATIONAL);
    assertThat(delete.isWithin(oldB)).isFalse();
    late.arrives();

    delete.arrives();
    s.calm();
    s.nothingIsLeft();
  }

  /** Both have asked to replace the IKE SA; neither request has arrived. */
  private static final class Collision {
    private final Scenario s;
    private final Lowest lowest;
    final ChildSa child;
    final IkeSa oldA;
    final CompletableFuture<CommandOutcome> outcomeOfA;
    final CompletableFuture<CommandOutcome> outcomeOfB;
    final Letter ofA;
    final Letter ofB;

    Collision(Scenario s, Lowest lowest) {
      this.s = s;
      this.lowest = lowest;
      child = s.a().child();
      oldA = s.a().ikeSa();
      outcomeOfA = s.a().rekeys(oldA, lowest.nonce(Lowest.REQUEST_OF_A));
      outcomeOfB = s.b().rekeys(s.b().ikeSa(), lowest.nonce(Lowest.REQUEST_OF_B));
      ofA = s.a().asks(CREATE_CHILD_SA);
      ofB = s.b().asks(CREATE_CHILD_SA);
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

    void endsWell() {
      s.calm();
      s.bothAgree();
      assertThat(s.a().ikeSas()).hasSize(1);
      assertThat(s.a().child().inbound()).isEqualTo(child.inbound());
      assertThat(s.a().ikeSa().localSpi()).isNotEqualTo(oldA.localSpi());
      assertThat(outcomeOfA).isDone();
      assertThat(outcomeOfB).isCompletedWithValue(new CommandOutcome.Done());
    }
  }
}
