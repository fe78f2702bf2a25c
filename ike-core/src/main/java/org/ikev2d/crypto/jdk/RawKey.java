package org.ikev2d.crypto.jdk;

import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * Key octets as JCA wants them.
 *
 * <p>Instead of {@code SecretKeySpec} because that one cannot be destroyed and refuses an empty
 * key. It shares the array with its owner, who zeroes it.
 */
final class RawKey implements SecretKey {
  private static final long serialVersionUID = 1L;

  private final String algorithm;
  private final transient byte[] octets;
  private boolean destroyed;

  RawKey(String algorithm, byte[] octets) {
    this.algorithm = algorithm;
    this.octets = octets;
  }

  @Override
  public String getAlgorithm() {
    return algorithm;
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  /** A copy, which JCA's contract wants and which the JDK's providers zero after use. */
  @Override
  public byte[] getEncoded() {
    return octets.clone();
  }

  @Override
  public void destroy() {
    destroyed = true;
    Arrays.fill(octets, (byte) 0);
  }

  @Override
  public boolean isDestroyed() {
    return destroyed;
  }

  /** Zeroes left by {@link #destroy} must never serve as a key. */
  void checkOpen() {
    if (destroyed) {
      throw new IllegalStateException("cipher used after it was closed");
    }
  }

  @Override
  public String toString() {
    return algorithm + " key of " + octets.length + " octets";
  }
}
