package org.ikev2d.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole lives of two hosts, in all weathers. */
class LifeCycleTest {
  private static final int LIVES = 100;

  @ParameterizedTest
  @EnumSource
  void bothSidesAgreeAndLeaveNothingBehind(Weather weather) {
    Census census = new Census();
    for (long seed = 0; seed < LIVES; seed++) {
      LifePlan plan = LifePlan.of(seed, weather);
      LifeCycle.Outcome outcome = LifeCycle.run(plan);
      if (!outcome.violations().isEmpty()) {
        assertThat(shown(plan)).as("lives without a violation").isEmpty();
      }
      census.add(outcome.census());
    }
    assertThat(census.lives).isEqualTo(LIVES);
    assertThat(census.rekeys).as("rekeys").isGreaterThan(5 * LIVES);
    assertThat(census.collisions).as("collisions").isPositive();
    assertThat(census.additional).as("additional key exchanges").isGreaterThan(LIVES);
    assertThat(census.unfinished).as("unfinished ones").isPositive();
    assertThat(census.deletes).as("deletes").isPositive();
    assertThat(census.restarts).as("restarts").isPositive();
    assertThat(census.quietMoments).as("comparisons").isGreaterThan(LIVES);
  }

  @Test
  void losesAndRepeatsAsManyAsItSays() {
    Census storm = new Census();
    for (long seed = 0; seed < LIVES; seed++) {
      storm.add(LifeCycle.run(LifePlan.of(seed)).census());
    }
    // Only part of a life is noisy.
    assertThat(storm.lost).isGreaterThan(storm.datagrams / 20).isLessThan(storm.datagrams / 3);
    assertThat(storm.repeated).isGreaterThan(storm.datagrams / 60);
  }

  /** The peer moves while a rekey is under way, and what the rekey makes is deleted at once. */
  @Test
  void aRekeyThatIsOvertakenByAMoveIsBroughtToAnEnd() {
    assertThat(LifeCycle.run(LifePlan.of(100_117)).violations()).isEmpty();
    assertThat(LifeCycle.run(LifePlan.of(137_715)).violations()).isEmpty();
  }

  @Test
  void aSeedIsTheSameLifeEachTime() {
    LifeCycle.Outcome first = LifeCycle.run(LifePlan.of(4), Sabotage::leaveATimer);
    LifeCycle.Outcome second = LifeCycle.run(LifePlan.of(4), Sabotage::leaveATimer);
    assertThat(first.story()).isNotEmpty().isEqualTo(second.story());
  }

  private static String shown(LifePlan failing) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    LifeCycleMain.show(failing, new PrintStream(text, true, StandardCharsets.UTF_8));
    return text.toString(StandardCharsets.UTF_8);
  }
}
