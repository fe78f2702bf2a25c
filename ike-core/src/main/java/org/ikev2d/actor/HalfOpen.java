package org.ikev2d.actor;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.ikev2d.wire.Bytes;

/**
 * Counts responders' IKE SAs whose peer has not authenticated, in all and by source. Who has one
 * IPv6 address has its whole /64, so that this is what counts as one source.
 */
public final class HalfOpen {
  private static final int IPV6_PREFIX_OCTETS = 8;

  private final AtomicInteger total = new AtomicInteger();
  private final ConcurrentMap<Bytes, Integer> bySource = new ConcurrentHashMap<>();

  public int total() {
    return total.get();
  }

  public int from(InetAddress source) {
    return bySource.getOrDefault(prefix(source), 0);
  }

  void add(InetAddress source) {
    total.incrementAndGet();
    bySource.merge(prefix(source), 1, Integer::sum);
  }

  void remove(InetAddress source) {
    total.decrementAndGet();
    bySource.computeIfPresent(prefix(source), (prefix, count) -> count == 1 ? null : count - 1);
  }

  private static Bytes prefix(InetAddress source) {
    byte[] octets = source.getAddress();
    return Bytes.copyOf(octets, 0, Math.min(octets.length, IPV6_PREFIX_OCTETS));
  }
}
