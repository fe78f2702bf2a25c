package org.ikev2d.kernel.msg;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ikev2d.wire.Bytes;

/** Reads octets and checks every bound; the one place that does. */
final class Cursor {
  private final ByteBuffer octets;
  private final int base;

  private Cursor(ByteBuffer octets, int base) {
    this.octets = octets;
    this.base = base;
  }

  static Cursor of(byte[] octets, int length, ByteOrder order) {
    return new Cursor(ByteBuffer.wrap(octets, 0, length).slice().order(order), 0);
  }

  int u8() {
    need(1);
    return octets.get() & 0xff;
  }

  int u16() {
    need(2);
    return octets.getShort() & 0xffff;
  }

  int i32() {
    need(4);
    return octets.getInt();
  }

  long i64() {
    need(8);
    return octets.getLong();
  }

  /** Network order whatever the host's. */
  int port() {
    int high = u8();
    return high << 8 | u8();
  }

  /** Network order whatever the host's. */
  int i32Network() {
    int high = port();
    return high << 16 | port();
  }

  byte[] array(int count) {
    need(count);
    byte[] taken = new byte[count];
    octets.get(taken);
    return taken;
  }

  Bytes bytes(int count) {
    return Bytes.wrap(array(count));
  }

  void skip(int count) {
    need(count);
    octets.position(octets.position() + count);
  }

  /** A cursor over the next octets, which this one leaves behind. */
  Cursor part(int count) {
    need(count);
    var part = new Cursor(octets.slice(octets.position(), count).order(octets.order()), offset());
    octets.position(octets.position() + count);
    return part;
  }

  int remaining() {
    return octets.remaining();
  }

  int offset() {
    return base + octets.position();
  }

  MalformedException malformed(String reason) {
    return new MalformedException(reason, offset());
  }

  private void need(int count) {
    if (count < 0 || octets.remaining() < count) {
      throw malformed(count + " octets wanted, " + octets.remaining() + " left");
    }
  }

  /** Never leaves the codec. */
  static final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final String reason;
    final int offset;

    MalformedException(String reason, int offset) {
      super(reason, null, false, false);
      this.reason = reason;
      this.offset = offset;
    }
  }
}
