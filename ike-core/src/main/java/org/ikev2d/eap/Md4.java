package org.ikev2d.eap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * MD4 (RFC 1320), which JDKs have dropped: it is broken as a hash, and yet how passwords of
 * MS-CHAPv2 are hashed.
 */
final class Md4 {
  private static final int BLOCK = 64;
  private static final int LENGTH_FIELD = 8;
  private static final int[] ORDER_2 = {0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15};
  private static final int[] ORDER_3 = {0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15};
  private static final int[][] SHIFTS = {{3, 7, 11, 19}, {3, 5, 9, 13}, {3, 9, 11, 15}};

  private Md4() {}

  /** The 16 octets of the hash; nothing of the input is kept. */
  static byte[] hash(byte[] input) {
    int blocks = (input.length + 1 + LENGTH_FIELD + BLOCK - 1) / BLOCK;
    byte[] padded = Arrays.copyOf(input, blocks * BLOCK);
    padded[input.length] = (byte) 0x80;
    ByteBuffer words = ByteBuffer.wrap(padded).order(ByteOrder.LITTLE_ENDIAN);
    words.putLong(padded.length - LENGTH_FIELD, 8L * input.length);
    int[] state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    int[] x = new int[16];
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < x.length; i++) {
        x[i] = words.getInt(block * BLOCK + 4 * i);
      }
      compress(state, x);
    }
    Arrays.fill(padded, (byte) 0);
    Arrays.fill(x, 0);
    ByteBuffer out = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    for (int word : state) {
      out.putInt(word);
    }
    return out.array();
  }

  /** Three rounds of sixteen steps; the four registers take turns. */
  private static void compress(int[] state, int[] x) {
    int[] r = state.clone();
    for (int step = 0; step < 48; step++) {
      int round = step / 16;
      int at = (4 - step % 4) % 4;
      int b = r[(at + 1) % 4];
      int c = r[(at + 2) % 4];
      int d = r[(at + 3) % 4];
      int mixed =
          switch (round) {
            case 0 -> ((b & c) | (~b & d)) + x[step];
            case 1 -> ((b & c) | (b & d) | (c & d)) + x[ORDER_2[step % 16]] + 0x5a827999;
            default -> (b ^ c ^ d) + x[ORDER_3[step % 16]] + 0x6ed9eba1;
          };
      r[at] = Integer.rotateLeft(r[at] + mixed, SHIFTS[round][step % 4]);
    }
    for (int i = 0; i < state.length; i++) {
      state[i] += r[i];
    }
  }
}
