package org.ikev2d.daemon.control;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.ikev2d.control.MonitorEvent;

/** Hands events to whoever watches. A watcher that is too slow loses events and is told so. */
public final class EventHub {
  private static final int QUEUE_LIMIT = 1024;

  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

  /** Never blocks. */
  public void publish(MonitorEvent event) {
    for (Subscription subscription : subscriptions) {
      subscription.offer(event);
    }
  }

  /** Whether nobody watches. */
  public boolean isQuiet() {
    return subscriptions.isEmpty();
  }

  public Subscription subscribe() {
    Subscription subscription = new Subscription();
    subscriptions.add(subscription);
    return subscription;
  }

  /** One watcher's queue. */
  public final class Subscription implements AutoCloseable {
    private final BlockingQueue<MonitorEvent> queue = new ArrayBlockingQueue<>(QUEUE_LIMIT);
    private final AtomicLong lost = new AtomicLong();

    private void offer(MonitorEvent event) {
      if (!queue.offer(event)) {
        lost.incrementAndGet();
      }
    }

    /** Waits for the next event; one that tells of a gap comes before the first after it. */
    public MonitorEvent take() throws InterruptedException {
      long gap = lost.getAndSet(0);
      if (gap > 0) {
        return new MonitorEvent(
            System.currentTimeMillis(),
            "WARN",
            "monitor.lost",
            List.of(new MonitorEvent.Field("events", Long.toString(gap))));
      }
      return queue.take();
    }

    @Override
    public void close() {
      subscriptions.remove(this);
    }
  }
}
