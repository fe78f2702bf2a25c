package org.ikev2d.pki.fetch;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Lets those who want the same at the same time have it done once: the first does it, the others
 * wait for what comes of it. Safe for several threads.
 */
public final class Shared<K, V> {
  private final Map<K, CompletableFuture<V>> running = new ConcurrentHashMap<>();

  /**
   * Does the work, or waits for whoever does it; blocks.
   *
   * @param patience how long another one is waited for
   * @param otherwise what it is if the other one does not end in time, or fails
   */
  public V get(K key, Duration patience, Supplier<V> work, Supplier<V> otherwise) {
    CompletableFuture<V> mine = new CompletableFuture<>();
    CompletableFuture<V> other = running.putIfAbsent(key, mine);
    if (other != null) {
      return await(other, patience, otherwise);
    }
    try {
      V done = work.get();
      mine.complete(done);
      return done;
    } finally {
      running.remove(key, mine);
      mine.cancel(false);
    }
  }

  private static <V> V await(CompletableFuture<V> other, Duration patience, Supplier<V> otherwise) {
    try {
      return other.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException
        | ExecutionException
        | java.util.concurrent.CancellationException no) {
      return otherwise.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return otherwise.get();
    }
  }
}
