package org.ikev2d.sim;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/** {@code LifeCycleMain SEEDS [FIRST]}: lives as many lives, and shows those that went wrong. */
public final class LifeCycleMain {
  private static final int SHOWN = Integer.getInteger("shown", 1);

  private LifeCycleMain() {}

  public static void main(String[] args) {
    if (args.length < 1 || args.length > 2) {
      System.err.println("usage: LifeCycleMain SEEDS [FIRST]");
      System.exit(2);
    }
    long count = Long.parseLong(args[0]);
    long first = args.length > 1 ? Long.parseLong(args[1]) : 0;
    long began = System.nanoTime();
    AtomicLong steps = new AtomicLong();
    long[] failed =
        LongStream.range(first, first + count)
            .parallel()
            .filter(seed -> {
              LifeCycle.Outcome outcome = LifeCycle.run(seed, LifeCycle.schedule(seed));
              steps.addAndGet(outcome.steps());
              return !outcome.violations().isEmpty();
            })
            .sorted()
            .toArray();
    System.out.printf(
        "%d lives, %d steps, %d with violations, %.1f s%n",
        count, steps.get(), failed.length, (System.nanoTime() - began) / 1e9);
    LongStream.of(failed)
        .limit(30)
        .forEach(seed ->
            System.out.println(
                "seed "
                    + seed
                    + ": "
                    + LifeCycle.run(seed, LifeCycle.schedule(seed)).violations().getFirst()));
    LongStream.of(failed).limit(SHOWN).forEach(seed -> show(seed, System.out));
    System.exit(failed.length == 0 ? 0 : 1);
  }

  /** Prints a failing seed: the fewest actions that still fail, and what happened. */
  static void show(long seed, PrintStream out) {
    List<Action> fewest = shrink(seed, LifeCycle.schedule(seed));
    LifeCycle.Outcome outcome = LifeCycle.run(seed, fewest);
    out.println("--- seed " + seed);
    fewest.forEach(out::println);
    outcome.story().forEach(out::println);
    outcome.violations().forEach(v -> out.println("VIOLATION " + v));
  }

  /** Leaves actions out as long as what remains still fails. */
  static List<Action> shrink(long seed, List<Action> failing) {
    List<Action> fewest = new ArrayList<>(failing);
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (int i = fewest.size() - 1; i >= 0; i--) {
        List<Action> without = new ArrayList<>(fewest);
        without.remove(i);
        if (!LifeCycle.run(seed, without).violations().isEmpty()) {
          fewest = without;
          smaller = true;
        }
      }
    }
    return fewest;
  }
}
