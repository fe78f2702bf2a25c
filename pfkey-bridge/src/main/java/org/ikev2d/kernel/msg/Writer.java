package org.ikev2d.kernel.msg;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.ikev2d.wire.Bytes;

/** Grows as it is written to, and leaves no copy of what was written behind: that may be keys. */
final class Writer {
  private byte[] octets = new byte[512];
  private ByteBuffer view;
  private int length;

  Writer(ByteOrder order) {
    view = ByteBuffer.wrap(octets).order(order);
  }

  int length() {
    return length;
  }

  Writer u8(int value) {
    room(1);
    octets[length++] = (byte) value;
    return this;
  }

  Writer u16(int value) {
    room(2);
    view.putShort(length, (short) value);
    length += 2;
    return this;
  }

  Writer i32(int value) {
    room(4);
    view.putInt(length, value);
    length += 4;
    return this;
  }

  Writer i64(long value) {
    room(8);
    view.putLong(length, value);
    length += 8;
    return this;
  }

  Writer port(int value) {
    return u8(value >>> 8).u8(value);
  }

  Writer i32Network(int value) {
    return port(value >>> 16).port(value);
  }

  Writer bytes(Bytes value) {
    room(value.length());
    value.copyTo(octets, length);
    length += value.length();
    return this;
  }

  Writer array(byte[] value) {
    room(value.length);
    System.arraycopy(value, 0, octets, length, value.length);
    length += value.length;
    return this;
  }

  Writer zeros(int count) {
    room(count);
    length += count;
    return this;
  }

  /** Zeros up to a multiple of {@code unit} octets counted from {@code start}. */
  Writer pad(int start, int unit) {
    int over = (length - start) % unit;
    return over == 0 ? this : zeros(unit - over);
  }

  void setU16(int at, int value) {
    view.putShort(at, (short) value);
  }

  void setU8(int at, int value) {
    octets[at] = (byte) value;
  }

  byte[] finish() {
    byte[] result = Arrays.copyOf(octets, length);
    Arrays.fill(octets, (byte) 0);
    return result;
  }

  private void room(int count) {
    if (octets.length - length < count) {
      byte[] larger = Arrays.copyOf(octets, Math.max(octets.length * 2, length + count));
      Arrays.fill(octets, (byte) 0);
      octets = larger;
      view = ByteBuffer.wrap(octets).order(view.order());
    }
  }
}
