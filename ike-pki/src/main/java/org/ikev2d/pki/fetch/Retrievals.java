package org.ikev2d.pki.fetch;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Retrievals of the whole process: so many at a time, half of them at one server at most, so that
 * one that hangs leaves room for the others. Who wants what another is fetching already waits for
 * that; what failed is not asked for again at once. Safe for several threads.
 */
public final class Retrievals {
  private static final Duration BACK_OFF = Duration.ofSeconds(30);
  private static final int REMEMBERED = 1024;

  private final HttpFetch http = new HttpFetch();
  private final Semaphore all;
  private final int perServer;
  private final LongSupplier nanoTime;
  private final Map<String, Semaphore> servers = new ConcurrentHashMap<>();
  private final Map<Resource, CompletableFuture<Fetched>> running = new ConcurrentHashMap<>();
  private final Map<String, Failure> failures = new Recent();

  private record Failure(Fetched.Failed failed, long until) {}

  /** Forgets the oldest. */
  private static final class Recent extends LinkedHashMap<String, Failure> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Failure> eldest) {
      return size() > REMEMBERED;
    }
  }

  /**
   * @param most retrievals at a time, 1 or more ({@code max_threads})
   */
  public Retrievals(int most) {
    this(most, System::nanoTime);
  }

  Retrievals(int most, LongSupplier nanoTime) {
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
      Failure failure = failures.get(resource.uri().toString());
      if (failure != null && failure.until() - nanoTime.getAsLong() > 0) {
        return failure.failed();
      }
    }
    CompletableFuture<Fetched> mine = new CompletableFuture<>();
    CompletableFuture<Fetched> other = running.putIfAbsent(resource, mine);
    if (other != null) {
      return await(other, resource, timeout);
    }
    Fetched fetched =
        new Fetched.Failed(resource.uri() + ": the retrieval ended unexpectedly", false);
    try {
      fetched = bounded(resource, server, timeout);
    } finally {
      running.remove(resource, mine);
      mine.complete(fetched);
    }
    return fetched;
  }

  private static Fetched await(
      CompletableFuture<Fetched> other, Resource resource, Duration timeout) {
    try {
      return other.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      return new Fetched.Failed(
          resource.uri() + ": no answer within " + timeout.toMillis() + " ms", true);
    } catch (ExecutionException neverCompletedSo) {
      throw new AssertionError(neverCompletedSo);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Fetched.Failed(resource.uri() + ": interrupted", false);
    }
  }

  private Fetched bounded(Resource resource, String server, Duration timeout) {
    long end = nanoTime.getAsLong() + timeout.toNanos();
    Semaphore one = servers.computeIfAbsent(server, name -> new Semaphore(perServer, true));
    Fetched.Failed busy =
        new Fetched.Failed(
            resource.uri() + ": too many retrievals at a time, max_threads bounds them", true);
    try {
      if (!one.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        return busy;
      }
      try {
        if (!all.tryAcquire(end - nanoTime.getAsLong(), TimeUnit.NANOSECONDS)) {
          return busy;
        }
        try {
          return remember(
              resource,
              http.fetch(
                  resource, Duration.ofNanos(Math.max(1_000_000, end - nanoTime.getAsLong()))));
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

  private Fetched remember(Resource resource, Fetched fetched) {
    if (fetched instanceof Fetched.Failed failed) {
      synchronized (failures) {
        failures.put(
            resource.uri().toString(),
            new Failure(failed, nanoTime.getAsLong() + BACK_OFF.toNanos()));
      }
    }
    return fetched;
  }
}
