package org.ikev2d.pki.fetch;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Retrievals of the whole process: so many at a time, half of them at one server at most, so that
 * one that hangs leaves room for the others. Who wants what another is fetching already waits for
 * that; what failed is not asked for again at once. Safe for several threads.
 */
public final class Retrievals {
  private static final Duration BACK_OFF = Duration.ofSeconds(30);
  private static final int REMEMBERED = 1024;

  /** A server that was given less has not been found slow. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final HttpFetch http;
  private final Semaphore all;
  private final int perServer;
  private final LongSupplier nanoTime;
  private final Map<String, Semaphore> servers = new ConcurrentHashMap<>();
  private final Shared<Resource, Fetched> running = new Shared<>();
  private final Map<Resource, Failure> failures = new Recent();

  private record Failure(Fetched.Failed failed, long until) {}

  /** Forgets the oldest. */
  private static final class Recent extends LinkedHashMap<Resource, Failure> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Resource, Failure> eldest) {
      return size() > REMEMBERED;
    }
  }

  /**
   * @param most retrievals at a time, 1 or more ({@code max_threads})
   */
  public Retrievals(int most) {
    this(most, System::nanoTime, InetAddress::getAllByName);
  }

  Retrievals(int most, LongSupplier nanoTime, HostLookup.Resolver resolver) {
    this.http = new HttpFetch(new HostLookup(resolver));
    this.all = new Semaphore(most, true);
    this.perServer = Math.max(1, most / 2);
    this.nanoTime = nanoTime;
  }

  /**
   * Retrieves; blocks as long as the timeout at most.
   *
   * @param timeout for waiting and retrieving together
   */
  public Fetched fetch(Resource resource, Duration timeout) {
    String server = resource.uri().getRawAuthority();
    synchronized (failures) {
      Failure failure = failures.get(resource.withoutBody());
      if (failure != null && failure.until() - nanoTime.getAsLong() > 0) {
        return failure.failed();
      }
    }
    return running.get(
        resource,
        timeout,
        () -> bounded(resource, server, timeout),
        () ->
            new Fetched.Failed(
                resource.uri() + ": no answer within " + timeout.toMillis() + " ms", true));
  }

  private Fetched bounded(Resource resource, String server, Duration timeout) {
    long end = nanoTime.getAsLong() + timeout.toNanos();
    Semaphore one = servers.computeIfAbsent(server, name -> new Semaphore(perServer, true));
    Fetched.Failed busy =
        new Fetched.Failed(
            resource.uri() + ": too many retrievals at a time, max_threads bounds them", false);
    try {
      if (!one.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        return busy;
      }
      try {
        if (!all.tryAcquire(end - nanoTime.getAsLong(), TimeUnit.NANOSECONDS)) {
          return busy;
        }
        try {
          Duration left = Duration.ofNanos(Math.max(1_000_000, end - nanoTime.getAsLong()));
          Fetched fetched = http.fetch(resource, left);
          return left.compareTo(PATIENCE) < 0 && isLate(fetched)
              ? fetched
              : remember(resource, fetched);
        } finally {
          all.release();
        }
      } finally {
        one.release();
        if (servers.size() > REMEMBERED && one.availablePermits() == perServer) {
          servers.remove(server, one);
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return busy;
    }
  }

  private static boolean isLate(Fetched fetched) {
    return fetched instanceof Fetched.Failed(String why, boolean late) && late;
  }

  /** What failed is asked for again at once. */
  public void forget() {
    synchronized (failures) {
      failures.clear();
    }
  }

  private Fetched remember(Resource resource, Fetched fetched) {
    if (fetched instanceof Fetched.Failed failed) {
      synchronized (failures) {
        failures.put(
            resource.withoutBody(), new Failure(failed, nanoTime.getAsLong() + BACK_OFF.toNanos()));
      }
    }
    return fetched;
  }
}
