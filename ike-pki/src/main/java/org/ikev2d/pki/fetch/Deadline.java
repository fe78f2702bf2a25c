package org.ikev2d.pki.fetch;

import java.time.Duration;

/** When a retrieval must have ended. */
final class Deadline {
  private final Duration total;
  private final long end;

  Deadline(Duration total) {
    this.total = total;
    this.end = System.nanoTime() + total.toNanos();
  }

  Duration total() {
    return total;
  }

  /** What is left, never less than a millisecond: zero means without end to sockets. */
  int millis() {
    long left = (end - System.nanoTime()) / 1_000_000;
    return (int) Math.clamp(left, 1, Integer.MAX_VALUE);
  }

  Duration left() {
    return Duration.ofMillis(millis());
  }

  boolean isOver() {
    return end - System.nanoTime() <= 0;
  }
}
