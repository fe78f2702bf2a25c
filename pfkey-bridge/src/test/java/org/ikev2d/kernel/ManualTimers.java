package org.ikev2d.kernel;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.ikev2d.port.Timers;

/** A clock that the test moves. */
public final class ManualTimers implements Timers {
  private record Task(long at, int order, Runnable work) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingInt(Task::order));
  private long now;
  private int order;

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public long epochMillis() {
    return 1_800_000_000_000L + now / 1_000_000;
  }

  @Override
  public synchronized Handle schedule(Duration delay, Runnable task) {
    var entry = new Task(now + delay.toNanos(), order++, task);
    tasks.add(entry);
    return () -> cancel(entry);
  }

  public void advance(Duration by) {
    long end = now + by.toNanos();
    while (!tasks.isEmpty() && tasks.peek().at() <= end) {
      Task task = tasks.remove();
      now = task.at();
      task.work().run();
    }
    now = end;
  }

  private synchronized void cancel(Task entry) {
    tasks.remove(entry);
  }

  public int pending() {
    return tasks.size();
  }
}
