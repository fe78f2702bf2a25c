package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The checks of a life can fail: each sees what it is there for. */
class LifeCycleChecksTest {
  /** One in which traffic must flow. */
  private static final LifePlan PLAN = LifePlan.of(0, Weather.CALM);

  static List<Arguments> sabotages() {
    return List.of(
        sabotage("but its kernel", Sabotage::forgetAnSaInTheKernel),
        sabotage("gap: A sends under reqid", Sabotage::stopTheTraffic),
        sabotage("in a quiet moment A has {}", Sabotage::forgetEverything),
        sabotage("two different answers with message ID", Sabotage::answerTwice),
        sabotage("timers are left", Sabotage::leaveATimer),
        sabotage("keys and 0 shared secrets are open", Sabotage::leaveASecret),
        sabotage("keys and 1 shared secrets are open", Sabotage::leaveASharedSecret),
        sabotage("ike.fault", Sabotage::meetAFault));
  }

  private static Arguments sabotage(String violation, Consumer<LifeCycle> deed) {
    return Arguments.of(violation, deed);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sabotages")
  void whatGoesWrongIsReported(String violation, Consumer<LifeCycle> deed) {
    assertThat(LifeCycle.run(PLAN).violations()).isEmpty();
    LifeCycle.Outcome outcome = LifeCycle.run(PLAN, deed);
    assertThat(outcome.violations()).isNotEmpty();
    assertThat(outcome.violations().getFirst()).contains(violation);
    assertThat(outcome.story()).isNotEmpty();
  }

  @Test
  void aFailingPlanShrinksToWhatItNeeds() {
    LifePlan plan = LifePlan.of(1);
    Action needed = plan.actions().get(2);
    // As if it needed one action and the mishaps of two datagrams.
    LifePlan fewest =
        Shrinking.of(
            plan,
            100,
            p ->
                p.actions().contains(needed)
                    && !p.spared().contains(17)
                    && !p.spared().contains(64));
    assertThat(fewest.actions()).containsExactly(needed);
    assertThat(fewest.spared()).hasSize(98).doesNotContainAnyElementsOf(Set.of(17, 64));
  }
}
