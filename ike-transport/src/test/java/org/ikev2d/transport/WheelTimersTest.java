package org.ikev2d.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.ikev2d.port.Timers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WheelTimersTest {
  private final WheelTimers timers = new WheelTimers();

  @AfterEach
  void close() {
    timers.close();
  }

  @Test
  void runsATaskOnAVirtualThreadAndNotEarly() throws Exception {
    SynchronousQueue<long[]> ran = new SynchronousQueue<>();
    long start = timers.nanoTime();
    timers.schedule(
        Duration.ofMillis(100),
        () -> put(ran, new long[] {timers.nanoTime(), Thread.currentThread().isVirtual() ? 1 : 0}));
    long[] result = ran.poll(10, TimeUnit.SECONDS);
    assertThat(result).isNotNull();
    assertThat(Duration.ofNanos(result[0] - start)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    assertThat(result[1]).isEqualTo(1);
  }

  private static void put(SynchronousQueue<long[]> queue, long[] value) {
    try {
      queue.put(value);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aTaskThatBlocksOrFailsDelaysNoOther() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch other = new CountDownLatch(1);
    timers.schedule(
        Duration.ZERO,
        () -> {
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    timers.schedule(
        Duration.ofMillis(1),
        () -> {
          throw new IllegalStateException("as a test wants it");
        });
    timers.schedule(Duration.ofMillis(60), other::countDown);
    assertThat(other.await(10, TimeUnit.SECONDS)).isTrue();
    release.countDown();
  }

  @Test
  void holdsAHundredThousandAndForgetsThoseCancelled() throws Exception {
    AtomicInteger wrongly = new AtomicInteger();
    List<Timers.Handle> handles = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      handles.add(timers.schedule(Duration.ofMillis(5_000 + i % 60_000), wrongly::incrementAndGet));
    }
    CountDownLatch kept = new CountDownLatch(100);
    for (int i = 0; i < 100; i++) {
      timers.schedule(Duration.ofMillis(i), kept::countDown);
    }
    handles.forEach(Timers.Handle::cancel);
    assertThat(kept.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(wrongly).hasValue(0);
    assertThat(timers.pending()).isZero();
  }

  @Test
  void acceptsDelaysBeyondTheClock() {
    Timers.Handle handle = timers.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> {});
    assertThat(timers.pending()).isEqualTo(1);
    handle.cancel();
  }

  @Test
  void runsNothingOnceClosed() throws Exception {
    CountDownLatch ran = new CountDownLatch(1);
    timers.schedule(Duration.ofMillis(40), ran::countDown);
    timers.close();
    timers.schedule(Duration.ZERO, ran::countDown);
    assertThat(ran.await(200, TimeUnit.MILLISECONDS)).isFalse();
  }
}
