package org.ikev2d.codec;

import java.util.Arrays;
import org.ikev2d.wire.Bytes;

/**
 * Output that grows. A number that does not fit its field is a mistake of ours and refused with
 * {@link IllegalArgumentException}: cut off, it would say something else to the peer.
 */
final class Writer {
  private byte[] octets = new byte[512];
  private int length;

  int length() {
    return length;
  }

  Writer u8(int value) {
    return number(value, 1);
  }

  Writer u16(int value) {
    return number(value, 2);
  }

  Writer u24(int value) {
    return number(value, 3);
  }

  /** All 32 bits, unsigned or not. */
  Writer u32(int value) {
    return number(value & 0xffff_ffffL, 4);
  }

  Writer bytes(Bytes value) {
    ensure(value.length());
    value.copyTo(octets, length);
    length += value.length();
    return this;
  }

  Writer zeros(int count) {
    ensure(count);
    length += count;
    return this;
  }

  /** Writes the octets since {@code start} as a 16-bit number at {@code at}. */
  void patchLength16(int at, int start) {
    int value = length - start;
    if (value > 0xffff) {
      throw new IllegalArgumentException("structure of " + value + " octets exceeds 65535");
    }
    octets[at] = (byte) (value >>> 8);
    octets[at + 1] = (byte) value;
  }

  void patch32(int at, int value) {
    for (int i = 0; i < 4; i++) {
      octets[at + i] = (byte) (value >>> 24 - 8 * i);
    }
  }

  Bytes toBytes() {
    return Bytes.copyOf(octets, 0, length);
  }

  private Writer number(long value, int width) {
    if (value >>> 8 * width != 0) {
      throw new IllegalArgumentException(value + " does not fit " + width + " octets");
    }
    ensure(width);
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
      octets[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  private void ensure(int more) {
    if (octets.length - length < more) {
      octets = Arrays.copyOf(octets, Math.max(octets.length * 2, length + more));
    }
  }
}
