package org.ikev2d.sim;

import java.security.SecureRandom;
import java.util.Random;

/** Randomness that a seed repeats. For simulation only: it protects nothing. */
public final class SeededRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;
  private final transient Random source;

  public SeededRandom(long seed) {
    super(null, null);
    source = new Random(seed);
  }

  @Override
  public void nextBytes(byte[] bytes) {
    source.nextBytes(bytes);
  }

  @Override
  public long nextLong() {
    return source.nextLong();
  }
}
