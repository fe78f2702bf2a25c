package org.ikev2d.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ikev2d.port.Timers;

/** Time that passes when a test says so. */
final class ManualTimers implements Timers {
  private record Entry(long at, Runnable task) {}

  private final List<Entry> entries = new ArrayList<>();
  private long now;

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public long epochMillis() {
    return now / 1_000_000;
  }

  @Override
  public Handle schedule(Duration delay, Runnable task) {
    Entry entry = new Entry(now + delay.toNanos(), task);
    entries.add(entry);
    return () -> entries.remove(entry);
  }

  void pass(Duration time) {
    long end = now + time.toNanos();
    while (true) {
      Entry next = entries.stream().min(Comparator.comparingLong(Entry::at)).orElse(null);
      if (next == null || next.at() > end) {
        break;
      }
      entries.remove(next);
      now = next.at();
      next.task().run();
    }
    now = end;
  }

  int pending() {
    return entries.size();
  }
}
