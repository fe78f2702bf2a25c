package org.ikev2d.pki.token;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** A list of CK_ATTRIBUTE: type, address of the value, length (PKCS#11 section 3.4). */
final class Template {
  static final long CLASS = 0x0;
  static final long TOKEN = 0x1;
  static final long PRIVATE = 0x2;
  static final long LABEL = 0x3;
  static final long VALUE = 0x11;
  static final long CERTIFICATE_TYPE = 0x80;
  static final long ISSUER = 0x81;
  static final long SERIAL_NUMBER = 0x82;
  static final long SUBJECT = 0x101;
  static final long ID = 0x102;

  private static final long SIZE = 24;

  private record Attribute(long type, MemorySegment value) {}

  private final Arena arena;
  private final List<Attribute> attributes = new ArrayList<>();

  Template(Arena arena) {
    this.arena = arena;
  }

  Template number(long type, long value) {
    MemorySegment at = arena.allocate(ValueLayout.JAVA_LONG);
    at.set(ValueLayout.JAVA_LONG, 0, value);
    return add(type, at);
  }

  Template flag(long type, boolean value) {
    return octets(type, new byte[] {(byte) (value ? 1 : 0)});
  }

  Template octets(long type, byte[] value) {
    MemorySegment at = arena.allocate(Math.max(1, value.length), 8);
    MemorySegment.copy(value, 0, at, ValueLayout.JAVA_BYTE, 0, value.length);
    return add(type, at.asSlice(0, value.length));
  }

  /** Asks for a value of that many octets at most; none asks for its length alone. */
  Template wanted(long type, long octets) {
    return add(type, octets == 0 ? MemorySegment.NULL : arena.allocate(octets, 8));
  }

  private Template add(long type, MemorySegment value) {
    attributes.add(new Attribute(type, value));
    return this;
  }

  long count() {
    return attributes.size();
  }

  MemorySegment memory() {
    MemorySegment memory = arena.allocate(SIZE * Math.max(1, attributes.size()), 8);
    for (int i = 0; i < attributes.size(); i++) {
      Attribute attribute = attributes.get(i);
      memory.set(ValueLayout.JAVA_LONG, SIZE * i, attribute.type());
      memory.set(ValueLayout.ADDRESS, SIZE * i + 8, attribute.value());
      memory.set(ValueLayout.JAVA_LONG, SIZE * i + 16, attribute.value().byteSize());
    }
    return memory;
  }

  /** The length that a library put into an attribute; below 0 if it has no such one. */
  static long length(MemorySegment memory, int index) {
    return memory.get(ValueLayout.JAVA_LONG, SIZE * index + 16);
  }
}
