package org.ikev2d.crypto.jdk;

import java.security.GeneralSecurityException;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * JCA objects of one algorithm between two uses. To make one takes longer than most uses do, and to
 * keep one for each SA takes more memory than all the rest of the SA. Safe for concurrent use.
 */
final class Pool<T> {
  /** More are made when more are used at once, but no more are kept. */
  private static final int KEPT = 64;

  private final Queue<T> idle = new ArrayBlockingQueue<>(KEPT);
  private final Maker<T> maker;
  private final Cleaner<T> cleaner;

  /** Makes one more. */
  @FunctionalInterface
  interface Maker<T> {
    T make() throws GeneralSecurityException;
  }

  /** Has an object forget the key of its last use. */
  @FunctionalInterface
  interface Cleaner<T> {
    void clean(T used) throws GeneralSecurityException;
  }

  /** What is done with an object. */
  @FunctionalInterface
  interface Use<T, R> {
    R with(T object) throws GeneralSecurityException;
  }

  Pool(Maker<T> maker, Cleaner<T> cleaner) {
    this.maker = maker;
    this.cleaner = cleaner;
  }

  <R> R use(Use<T, R> use) throws GeneralSecurityException {
    T free = idle.poll();
    T object = free != null ? free : maker.make();
    try {
      return use.with(object);
    } finally {
      cleaner.clean(object);
      idle.offer(object);
    }
  }
}
