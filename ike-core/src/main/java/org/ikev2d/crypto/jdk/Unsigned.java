package org.ikev2d.crypto.jdk;

import java.math.BigInteger;
import java.util.Arrays;

/** Non-negative numbers as octet strings of a fixed length. */
final class Unsigned {
  private Unsigned() {}

  /** The number in network order, with zeroes in front. */
  static byte[] bigEndian(BigInteger number, int length) {
    byte[] octets = number.toByteArray();
    byte[] fixed = new byte[length];
    int copied = Math.min(octets.length, length);
    System.arraycopy(octets, octets.length - copied, fixed, length - copied, copied);
    Arrays.fill(octets, (byte) 0);
    return fixed;
  }

  /** The number least significant octet first. */
  static byte[] littleEndian(BigInteger number, int length) {
    byte[] octets = bigEndian(number, length);
    reverse(octets);
    return octets;
  }

  /** Turns the order of the octets round. */
  static void reverse(byte[] octets) {
    for (int i = 0, j = octets.length - 1; i < j; i++, j--) {
      byte kept = octets[i];
      octets[i] = octets[j];
      octets[j] = kept;
    }
  }
}
