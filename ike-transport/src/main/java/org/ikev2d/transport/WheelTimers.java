package org.ikev2d.transport;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.ikev2d.port.Timers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Timers on a hashed wheel: setting and cancelling one takes the same short time with a hundred of
 * them as with a hundred thousand. Tasks run on virtual threads, never early and up to two ticks
 * late.
 */
public final class WheelTimers implements Timers, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WheelTimers.class);
  private static final long TICK_MILLIS = 20;
  private static final int SLOTS = 4096;

  /** Longer delays are cut to this: the wheel adds them to a clock in nanoseconds. */
  private static final Duration LONGEST = Duration.ofDays(3650);

  private final ExecutorService tasks =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("ikev2d-timer-", 0).factory());
  private final HashedWheelTimer wheel;
  private volatile boolean closed;

  public WheelTimers() {
    // No limit on the number of timers here: each belongs to an SA, and SAs are limited.
    this.wheel =
        new HashedWheelTimer(
            new DefaultThreadFactory("ikev2d-wheel", true),
            TICK_MILLIS,
            TimeUnit.MILLISECONDS,
            SLOTS,
            false,
            -1,
            this::dispatch);
    wheel.start();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public long epochMillis() {
    return System.currentTimeMillis();
  }

  /** After {@link #close} the task never runs. */
  @Override
  public Handle schedule(Duration delay, Runnable task) {
    if (closed) {
      return () -> {};
    }
    long nanos = (delay.compareTo(LONGEST) > 0 ? LONGEST : delay).toNanos();
    try {
      Timeout timeout =
          wheel.newTimeout(expired -> run(task), Math.max(0, nanos), TimeUnit.NANOSECONDS);
      return timeout::cancel;
    } catch (IllegalStateException closedMeanwhile) {
      return () -> {};
    }
  }

  private void dispatch(Runnable task) {
    if (!closed) {
      tasks.execute(task);
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error failure) {
      LOG.error("timer.failed", failure);
    }
  }

  /** Timers that neither ran nor were cancelled. */
  public long pending() {
    return wheel.pendingTimeouts();
  }

  /** Forgets all timers; tasks that run already go on. */
  @Override
  public void close() {
    closed = true;
    wheel.stop();
    tasks.shutdown();
  }
}
