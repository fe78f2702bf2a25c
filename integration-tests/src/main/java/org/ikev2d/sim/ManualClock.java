package org.ikev2d.sim;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.ikev2d.port.Timers;

/** Time that passes only when told; tasks run in order of time, then of scheduling. */
public final class ManualClock implements Timers {
  /** An arbitrary beginning, so that nobody takes zero for "never". */
  private static final long START_EPOCH_MILLIS = 1_800_000_000_000L;

  private final PriorityQueue<Entry> queue =
      new PriorityQueue<>(Comparator.comparingLong(Entry::due).thenComparingLong(Entry::order));
  private long now;
  private long orders;

  private static final class Entry implements Handle {
    private final long due;
    private final long order;
    private final Runnable task;
    private boolean cancelled;

    Entry(long due, long order, Runnable task) {
      this.due = due;
      this.order = order;
      this.task = task;
    }

    long due() {
      return due;
    }

    long order() {
      return order;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public long epochMillis() {
    return START_EPOCH_MILLIS + now / 1_000_000;
  }

  @Override
  public Handle schedule(Duration delay, Runnable task) {
    Entry entry = new Entry(now + Math.max(0, delay.toNanos()), orders++, task);
    queue.add(entry);
    return entry;
  }

  /** Lets time pass, running what falls due. */
  public void advance(Duration duration) {
    long end = now + duration.toNanos();
    while (runNext(end)) {
      // each task may schedule more
    }
    now = end;
  }

  /** Runs the next task if it falls due by then; tells whether there was one. */
  boolean runNext(long end) {
    Entry entry = queue.peek();
    while (entry != null && entry.cancelled) {
      queue.poll();
      entry = queue.peek();
    }
    if (entry == null || entry.due > end) {
      return false;
    }
    queue.poll();
    now = Math.max(now, entry.due);
    entry.task.run();
    return true;
  }

  /** How many tasks wait. */
  public long pending() {
    return queue.stream().filter(e -> !e.cancelled).count();
  }
}
