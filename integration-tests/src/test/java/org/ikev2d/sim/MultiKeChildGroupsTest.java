package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.wire.ExchangeType.CREATE_CHILD_SA;
import static org.ikev2d.wire.ExchangeType.IKE_FOLLOWUP_KE;
import static org.ikev2d.wire.ExchangeType.INFORMATIONAL;

import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.ChildSa.ChildState;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** INVALID_KE_PAYLOAD before additional key exchanges (RFC 7296 section 1.3, RFC 9370). */
@Tag("RX-COLL-1")
class MultiKeChildGroupsTest {
  private static final GroupId COMMON = GroupId.ECP_256;

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void theGroupThatIsAskedForIsTriedBeforeTheFollowUps(Order order) {
    Scenario s = Scenario.of(order, MultiKeHosts.withStrangeGroups());
    ChildSa old = s.a().child();
    s.a().rekeys(old);
    s.a().asks(CREATE_CHILD_SA).arrives();
    s.b().answers(CREATE_CHILD_SA).asksFor(COMMON).arrives();
    s.a().asks(CREATE_CHILD_SA).beginsWith(COMMON).arrives();
    s.b().answers(CREATE_CHILD_SA).agrees().makesGoOn().arrives();
    assertThat(s.a().stateOf(old)).contains(ChildState.REKEYING);
    s.a().asks(IKE_FOLLOWUP_KE).arrives();
    s.b().answers(IKE_FOLLOWUP_KE).concludes().arrives();
    s.a().asks(INFORMATIONAL).deletes(old).arrives();
    s.b().answers(INFORMATIONAL).arrives();

    // The next rekey begins with what was learned.
    s.a().rekeys(s.a().child());
    s.a().asks(CREATE_CHILD_SA).beginsWith(COMMON).arrives();
    s.b().answers(CREATE_CHILD_SA).agrees().makesGoOn().arrives();

    s.calm();
    s.bothAgree();
    assertThat(s.a().told("child.rekeyed")).isEqualTo(2);
    assertThat(s.crypto().openSecrets()).isZero();
  }

  /** Both first tries are refused: only the nonces of the second ones count. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("org.ikev2d.sim.Order#eachLowest")
  void bothComeAgainWithTheGroupInCommon(Order order, Lowest lowest) {
    Scenario s = Scenario.of(order, MultiKeHosts.withStrangeGroups());
    Retries r = new Retries(s, lowest);
    s.b().nextNonce(lowest.nonce(Lowest.ANSWER_TO_A));
    r.ofA.arrives();
    s.a().nextNonce(lowest.nonce(Lowest.ANSWER_TO_B));
    r.ofB.arrives();
    s.b().answers(CREATE_CHILD_SA).agrees().makesGoOn().arrives();
    s.a().answers(CREATE_CHILD_SA).agrees().makesGoOn().arrives();
    Player winner = lowest.isOfA() ? s.b() : s.a();
    Player loser = lowest.isOfA() ? s.a() : s.b();
    loser.saysNothing();
    winner.asks(IKE_FOLLOWUP_KE).arrives();
    loser.answers(IKE_FOLLOWUP_KE).concludes().arrives();

    r.endsWell();
  }

  /** As before, and A's second try arrives when B has come to its follow-up exchange. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("org.ikev2d.sim.Order#eachLowest")
  void aLateSecondTryMeetsTheFollowUp(Order order, Lowest lowest) {
    Scenario s = Scenario.of(order, MultiKeHosts.withStrangeGroups());
    Retries r = new Retries(s, lowest);
    s.a().nextNonce(lowest.nonce(Lowest.ANSWER_TO_B));
    r.ofB.arrives();
    s.a().answers(CREATE_CHILD_SA).agrees().makesGoOn().arrives();
    Letter followUp = s.b().asks(IKE_FOLLOWUP_KE);
    r.ofA.arrives();
    s.b().answers(CREATE_CHILD_SA).says(NotifyType.TEMPORARY_FAILURE).arrives();
    followUp.arrives();
    s.a().answers(IKE_FOLLOWUP_KE).concludes().arrives();

    r.endsWell();
  }

  /** Only one of the requests is refused for its group: the other exchange goes on. */
  @ParameterizedTest(name = "{0}")
  @EnumSource
  void whoeverWouldHaveToComeAgainGivesWay(Order order) {
    Scenario s = Scenario.of(order, MultiKeHosts.withOneStranger());
    Player refused = order == Order.INITIATOR_IS_A ? s.a() : s.b();
    Player served = order == Order.INITIATOR_IS_A ? s.b() : s.a();
    CompletableFuture<CommandOutcome> outcome = refused.rekeys(refused.child());
    served.rekeys(served.child());
    Letter bad = refused.asks(CREATE_CHILD_SA);
    Letter good = served.asks(CREATE_CHILD_SA);
    bad.arrives();
    good.arrives();
    served.answers(CREATE_CHILD_SA).asksFor(COMMON).arrives();
    refused.answers(CREATE_CHILD_SA).agrees().makesGoOn().arrives();
    refused.saysNothing();
    served.asks(IKE_FOLLOWUP_KE).arrives();
    refused.answers(IKE_FOLLOWUP_KE).concludes().arrives();

    s.calm();
    s.bothAgree();
    assertThat(outcome).isCompletedWithValue(new CommandOutcome.Done());
    assertThat(refused.told("child.rekeyed")).isEqualTo(1);
    assertThat(s.crypto().openSecrets()).isZero();
  }

  /** Both have been asked for another group, and neither second try has arrived. */
  private static final class Retries {
    private final Scenario s;
    private final CompletableFuture<CommandOutcome> outcomeOfA;
    private final CompletableFuture<CommandOutcome> outcomeOfB;
    final Letter ofA;
    final Letter ofB;

    Retries(Scenario s, Lowest lowest) {
      this.s = s;
      // What the first tries had is of no account.
      outcomeOfA = s.a().rekeys(s.a().child(), 0x02);
      outcomeOfB = s.b().rekeys(s.b().child(), 0x02);
      Letter firstOfA = s.a().asks(CREATE_CHILD_SA);
      Letter firstOfB = s.b().asks(CREATE_CHILD_SA);
      firstOfA.arrives();
      firstOfB.arrives();
      Letter toA = s.b().answers(CREATE_CHILD_SA).asksFor(COMMON);
      Letter toB = s.a().answers(CREATE_CHILD_SA).asksFor(COMMON);
      s.a().nextNonce(lowest.nonce(Lowest.REQUEST_OF_A));
      toA.arrives();
      s.b().nextNonce(lowest.nonce(Lowest.REQUEST_OF_B));
      toB.arrives();
      ofA = s.a().asks(CREATE_CHILD_SA).beginsWith(COMMON);
      ofB = s.b().asks(CREATE_CHILD_SA).beginsWith(COMMON);
    }

    void endsWell() {
      s.calm();
      s.bothAgree();
      assertThat(s.a().children()).hasSize(1);
      assertThat(outcomeOfA).isCompletedWithValue(new CommandOutcome.Done());
      assertThat(outcomeOfB).isCompletedWithValue(new CommandOutcome.Done());
      assertThat(s.a().told("child.rekeyed")).as("no third try").isEqualTo(1);
      assertThat(s.b().told("child.rekeyed")).as("no third try").isEqualTo(1);
      assertThat(s.crypto().openSecrets()).isZero();
    }
  }
}
