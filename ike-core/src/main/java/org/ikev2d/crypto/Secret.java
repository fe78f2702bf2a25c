package org.ikev2d.crypto;

import java.security.MessageDigest;
import java.util.Arrays;
import org.ikev2d.wire.Bytes;

/**
 * Key material that is zeroed when it is no longer needed.
 *
 * <p>The content is never part of {@link #toString}; {@link #equals} takes a time that depends on
 * the length only. A closed secret refuses every use with {@link IllegalStateException}.
 */
public final class Secret implements AutoCloseable {
  private final byte[] octets;
  private volatile boolean closed;

  private Secret(byte[] octets) {
    this.octets = octets;
  }

  /** Takes the array over without a copy; it is zeroed on {@link #close}. */
  public static Secret wrap(byte[] owned) {
    return new Secret(owned);
  }

  public static Secret copyOf(byte[] source) {
    return new Secret(source.clone());
  }

  /** A secret made of octets that are public, such as nonces used as a key. */
  public static Secret ofPublic(Bytes octets) {
    return new Secret(octets.toArray());
  }

  public int length() {
    return octets.length;
  }

  /** A copy of the content, which the caller must zero. */
  public byte[] expose() {
    checkOpen();
    return octets.clone();
  }

  /** Part of this secret as a secret of its own, from {@code from} to {@code to} (exclusive). */
  public Secret slice(int from, int to) {
    checkOpen();
    return new Secret(Arrays.copyOfRange(octets, from, to));
  }

  /** A secret of its own with the same content. */
  public Secret copy() {
    checkOpen();
    return new Secret(octets.clone());
  }

  /** The content without a copy, for code of this package and its implementations only. */
  public byte[] borrow() {
    checkOpen();
    return octets;
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    Arrays.fill(octets, (byte) 0);
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("secret used after it was destroyed");
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that
        && !closed
        && !that.closed
        && MessageDigest.isEqual(octets, that.octets);
  }

  /** The length only: a hash of the content would tell about it. */
  @Override
  public int hashCode() {
    return octets.length;
  }

  @Override
  public String toString() {
    return "secret(" + octets.length + (closed ? ", destroyed)" : ")");
  }
}
