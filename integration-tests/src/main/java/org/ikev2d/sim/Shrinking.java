package org.ikev2d.sim;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Finds a smaller plan that goes wrong too. */
final class Shrinking {
  private Shrinking() {}

  /**
   * Leaves out actions, then mishaps of datagrams, as long as what remains still fails.
   *
   * @param datagrams how many datagrams may meet with a mishap
   */
  static LifePlan of(LifePlan failing, int datagrams, Predicate<LifePlan> fails) {
    return fewerMishaps(fewerActions(failing, fails), datagrams, fails);
  }

  private static LifePlan fewerActions(LifePlan failing, Predicate<LifePlan> fails) {
    LifePlan fewest = failing;
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (int i = fewest.actions().size() - 1; i >= 0; i--) {
        List<Action> without = new ArrayList<>(fewest.actions());
        without.remove(i);
        if (fails.test(fewest.withActions(without))) {
          fewest = fewest.withActions(without);
          smaller = true;
        }
      }
    }
    return fewest;
  }

  /** Spares many datagrams at once as long as that goes, then fewer, then one. */
  private static LifePlan fewerMishaps(LifePlan failing, int datagrams, Predicate<LifePlan> fails) {
    LifePlan fewest = failing;
    for (int width = datagrams; width >= 1; width /= 2) {
      for (int from = 0; from < datagrams; from += width) {
        Set<Integer> spared = new HashSet<>(fewest.spared());
        for (int n = from; n < Math.min(from + width, datagrams); n++) {
          spared.add(n);
        }
        if (spared.size() > fewest.spared().size() && fails.test(fewest.sparing(spared))) {
          fewest = fewest.sparing(spared);
        }
      }
    }
    return fewest;
  }
}
