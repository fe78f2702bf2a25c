package org.ikev2d.sim;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;

/** Randomness that a seed repeats. For simulation only: it protects nothing. */
public final class SeededRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;
  private static final int NONCE = 32;
  private final transient Random source;
  private final transient Queue<Integer> nonces = new ArrayDeque<>();

  public SeededRandom(long seed) {
    super(null, null);
    source = new Random(seed);
  }

  /**
   * Chooses the first octet of the next nonces, one after the other. Whatever is drawn with the
   * length of a nonce is taken for one.
   */
  void nonces(Integer... firstOctets) {
    nonces.addAll(List.of(firstOctets));
  }

  @Override
  public void nextBytes(byte[] bytes) {
    source.nextBytes(bytes);
    if (bytes.length == NONCE && !nonces.isEmpty()) {
      bytes[0] = nonces.remove().byteValue();
    }
  }

  @Override
  public long nextLong() {
    return source.nextLong();
  }
}
