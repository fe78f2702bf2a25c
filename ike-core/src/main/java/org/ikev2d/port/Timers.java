package org.ikev2d.port;

import java.time.Duration;

/** Runs something later, once. */
public interface Timers {
  /** Nanoseconds of a clock that never goes back. */
  long nanoTime();

  /** Wall-clock milliseconds since the epoch, for people and for the kernel. */
  long epochMillis();

  Handle schedule(Duration delay, Runnable task);

  /** A scheduled task. */
  interface Handle {
    /** No effect once the task runs. */
    void cancel();
  }
}
