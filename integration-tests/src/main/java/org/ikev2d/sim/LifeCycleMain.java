package org.ikev2d.sim;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code LifeCycleMain COUNT [FIRST [THREADS]]}: lives as many lives, says what happened in them in
 * one line, and shows those that went wrong. The exit status is 1 if one did.
 */
public final class LifeCycleMain {
  private static final int LISTED = 20;
  private static final int SHOWN = 1;

  private final PrintStream out;
  private final AtomicLong next;
  private final long end;
  private final Census all = new Census();
  private long cpuNanos;
  private final SortedMap<Long, String> failed = new TreeMap<>();

  private LifeCycleMain(PrintStream out, long first, long count) {
    this.out = out;
    this.next = new AtomicLong(first);
    this.end = first + count;
  }

  public static void main(String[] args) throws InterruptedException {
    if (args.length < 1 || args.length > 3) {
      System.err.println("usage: LifeCycleMain COUNT [FIRST [THREADS]]");
      System.exit(2);
    }
    long count = Long.parseLong(args[0]);
    long first = args.length > 1 ? Long.parseLong(args[1]) : 0;
    int threads =
        args.length > 2 ? Integer.parseInt(args[2]) : Runtime.getRuntime().availableProcessors();
    System.exit(run(System.out, first, count, threads) ? 0 : 1);
  }

  /** Tells whether all went well. */
  static boolean run(PrintStream out, long first, long count, int threads)
      throws InterruptedException {
    LifeCycleMain main = new LifeCycleMain(out, first, count);
    long began = System.nanoTime();
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      workers.add(Thread.ofPlatform().start(main::work));
    }
    for (Thread worker : workers) {
      worker.join();
    }
    main.report((System.nanoTime() - began) / 1e9);
    return main.failed.isEmpty();
  }

  private void work() {
    Census mine = new Census();
    for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
      LifeCycle.Outcome outcome = LifeCycle.run(LifePlan.of(seed));
      mine.add(outcome.census());
      if (!outcome.violations().isEmpty()) {
        synchronized (this) {
          failed.put(seed, outcome.violations().getFirst());
        }
      }
    }
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    synchronized (this) {
      all.add(mine);
      cpuNanos += cpu;
    }
  }

  private void report(double seconds) {
    failed.entrySet().stream()
        .limit(LISTED)
        .forEach(f -> out.println("seed " + f.getKey() + ": " + f.getValue()));
    failed.keySet().stream().limit(SHOWN).forEach(seed -> show(LifePlan.of(seed), out));
    out.printf(
        "%d lives, %d with violations, %.1f s, %.0f lives/s, %.0f per second of CPU: %s%n",
        all.lives, failed.size(), seconds, all.lives / seconds, all.lives / (cpuNanos / 1e9), all);
  }

  /** Prints the smallest plan that still fails, and what happened. */
  static void show(LifePlan failing, PrintStream out) {
    long datagrams = LifeCycle.run(failing).census().datagrams;
    LifePlan fewest =
        Shrinking.of(
            failing,
            Math.toIntExact(datagrams),
            plan -> !LifeCycle.run(plan).violations().isEmpty());
    LifeCycle.Outcome outcome = LifeCycle.run(fewest);
    out.println("--- seed " + failing.seed() + ": " + fewest.conditions());
    fewest.actions().forEach(out::println);
    outcome.story().forEach(out::println);
    outcome.violations().forEach(v -> out.println("VIOLATION " + v));
  }
}
