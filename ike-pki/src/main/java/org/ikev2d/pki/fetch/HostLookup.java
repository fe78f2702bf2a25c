package org.ikev2d.pki.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds the addresses of servers, within a time. The system's resolver cannot be interrupted, so
 * that it has threads of its own, and so many only.
 */
final class HostLookup {
  private static final int THREADS = 16;
  private static final int IDLE_SECONDS = 30;

  /** The system's resolver, or another one. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  /** Addresses, in the order in which they are to be tried, or why there are none. */
  sealed interface Answer {
    record Found(List<InetAddress> addresses) implements Answer {}

    record None(String why, boolean late) implements Answer {}
  }

  private final Resolver resolver;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          THREADS,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("resolver-", 0).factory());

  HostLookup(Resolver resolver) {
    this.resolver = resolver;
  }

  /**
   * Looks a name up; blocks.
   *
   * @param host a name, or an address as URLs write it
   */
  Answer addresses(String host, Duration timeout) {
    try {
      Future<InetAddress[]> asked = threads.submit(() -> resolver.addresses(host));
      return new Answer.Found(List.of(asked.get(timeout.toMillis(), TimeUnit.MILLISECONDS)));
    } catch (RejectedExecutionException full) {
      return new Answer.None("too many names are being looked up", false);
    } catch (TimeoutException late) {
      return new Answer.None("its name is not found within " + timeout.toMillis() + " ms", true);
    } catch (ExecutionException unknown) {
      return new Answer.None("host is unknown", false);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Answer.None("interrupted", false);
    }
  }
}
