package org.ikev2d.transport.gate;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Token buckets, one for each source prefix and one for all of them together. May be used from any
 * thread.
 *
 * <p>A bucket is kept as the time at which it would be full again, so that forgetting a full one
 * changes nothing. When the table is full the one longest unused is forgotten: somebody who forges
 * that many sources is stopped by the limit for all.
 */
public final class RateLimiter {
  /** For answers that anybody can provoke with a forged source, such as INVALID_IKE_SPI. */
  public static RateLimiter forUnprotectedReplies() {
    return new RateLimiter(new Rate(1, 3), new Rate(50, 100), 4096);
  }

  /** Bucket of one source. */
  private static final class Bucket {
    long fullAt;

    Bucket(long fullAt) {
      this.fullAt = fullAt;
    }

    boolean take(Rate rate, long now) {
      long from = fullAt - now > 0 ? fullAt : now;
      if (from - now > rate.slack()) {
        return false;
      }
      fullAt = from + rate.spacing();
      return true;
    }
  }

  private final Rate perSource;
  private final Rate overall;
  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<SourcePrefix, Bucket> buckets;
  private boolean used;
  private final Bucket all = new Bucket(0);

  /**
   * @param capacity sources remembered, at least 1
   */
  public RateLimiter(Rate perSource, Rate overall, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity " + capacity);
    }
    this.perSource = perSource;
    this.overall = overall;
    this.capacity = capacity;
    this.buckets =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<SourcePrefix, Bucket> eldest) {
            return size() > RateLimiter.this.capacity;
          }
        };
  }

  /**
   * Whether it may happen now; if so it counts as done.
   *
   * @param nowNanos of a clock that never goes back
   */
  public boolean tryAcquire(InetAddress source, long nowNanos) {
    SourcePrefix prefix = SourcePrefix.of(source);
    lock.lock();
    try {
      if (!used) {
        used = true;
        all.fullAt = nowNanos;
      }
      Bucket bucket = buckets.computeIfAbsent(prefix, key -> new Bucket(nowNanos));
      long before = bucket.fullAt;
      if (!bucket.take(perSource, nowNanos)) {
        return false;
      }
      if (!all.take(overall, nowNanos)) {
        bucket.fullAt = before;
        return false;
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Sources remembered now. */
  public int size() {
    lock.lock();
    try {
      return buckets.size();
    } finally {
      lock.unlock();
    }
  }
}
