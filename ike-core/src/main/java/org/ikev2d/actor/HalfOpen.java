package org.ikev2d.actor;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts responders' IKE SAs whose peer has not authenticated, in all and by source address. */
public final class HalfOpen {
  private final AtomicInteger total = new AtomicInteger();
  private final ConcurrentMap<InetAddress, Integer> bySource = new ConcurrentHashMap<>();

  public int total() {
    return total.get();
  }

  public int from(InetAddress source) {
    return bySource.getOrDefault(source, 0);
  }

  void add(InetAddress source) {
    total.incrementAndGet();
    bySource.merge(source, 1, Integer::sum);
  }

  void remove(InetAddress source) {
    total.decrementAndGet();
    bySource.computeIfPresent(source, (address, count) -> count == 1 ? null : count - 1);
  }
}
