package org.ikev2d.transport;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.ikev2d.port.DatagramOut;
import org.ikev2d.port.Path;
import org.ikev2d.port.Timers;
import org.ikev2d.wire.Bytes;

/**
 * Keeps the mappings of NATs in front of us alive: one octet 0xFF on each path on which nothing
 * else was sent for a while (RFC 3948 sections 2.3 and 4). Stands before the transport to see what
 * is sent; ESP that a kernel sends is not seen, which costs a needless octet now and then.
 */
public final class KeepaliveSender implements DatagramOut, AutoCloseable {
  /** What RFC 3948 section 4 recommends. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(20);

  private static final Bytes KEEPALIVE = Bytes.of(0xff);

  /** State of one path; guarded by the lock. */
  private static final class Entry {
    int users = 1;
    long lastSent;
    Timers.Handle timer = () -> {};
  }

  private final Timers timers;
  private final Duration interval;
  private final DatagramOut messages;
  private final BiConsumer<Path, Bytes> unmarked;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Path, Entry> paths = new HashMap<>();

  public KeepaliveSender(Timers timers, Duration interval, UdpTransport transport) {
    this(timers, interval, transport, transport::sendUnmarked);
  }

  KeepaliveSender(
      Timers timers, Duration interval, DatagramOut messages, BiConsumer<Path, Bytes> unmarked) {
    this.timers = timers;
    this.interval = interval;
    this.messages = messages;
    this.unmarked = unmarked;
  }

  /**
   * Starts keeping the path alive. Each call is undone by one {@link #letGo}: after a rekey two IKE
   * SAs share a path for a while.
   */
  @Override
  public void keepAlive(Path path) {
    lock.lock();
    try {
      Entry known = paths.get(path);
      if (known != null) {
        known.users++;
        return;
      }
      Entry entry = new Entry();
      entry.lastSent = timers.nanoTime();
      paths.put(path, entry);
      arm(path, entry, interval);
    } finally {
      lock.unlock();
    }
  }

  /** No effect on a path that was not started. */
  @Override
  public void letGo(Path path) {
    lock.lock();
    try {
      Entry entry = paths.get(path);
      if (entry != null && --entry.users == 0) {
        entry.timer.cancel();
        paths.remove(path);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void send(Path path, Bytes message) {
    lock.lock();
    try {
      Entry entry = paths.get(path);
      if (entry != null) {
        entry.lastSent = timers.nanoTime();
      }
    } finally {
      lock.unlock();
    }
    messages.send(path, message);
  }

  private void arm(Path path, Entry entry, Duration delay) {
    entry.timer = timers.schedule(delay, () -> due(path, entry));
  }

  private void due(Path path, Entry entry) {
    boolean silent;
    lock.lock();
    try {
      if (paths.get(path) != entry) {
        return;
      }
      long now = timers.nanoTime();
      Duration rest = interval.minusNanos(now - entry.lastSent);
      silent = !rest.isPositive();
      if (silent) {
        entry.lastSent = now;
      }
      arm(path, entry, silent ? interval : rest);
    } finally {
      lock.unlock();
    }
    if (silent) {
      unmarked.accept(path, KEEPALIVE);
    }
  }

  /** Stops all. */
  @Override
  public void close() {
    lock.lock();
    try {
      paths.values().forEach(entry -> entry.timer.cancel());
      paths.clear();
    } finally {
      lock.unlock();
    }
  }
}
