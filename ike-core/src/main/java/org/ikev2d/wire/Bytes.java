package org.ikev2d.wire;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable octet string with content equality.
 *
 * <p>{@link #equals} compares in time that depends on the length only, so that a value taken from a
 * peer can be compared with an expected one without a second thought.
 */
public final class Bytes implements Comparable<Bytes> {
  private static final HexFormat HEX = HexFormat.of();

  /** The octet string of length zero. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] octets;

  private Bytes(byte[] octets) {
    this.octets = octets;
  }

  /** Copies the whole array. */
  public static Bytes copyOf(byte[] source) {
    return source.length == 0 ? EMPTY : new Bytes(source.clone());
  }

  /** Copies {@code length} octets from {@code offset}. */
  public static Bytes copyOf(byte[] source, int offset, int length) {
    return length == 0 ? EMPTY : new Bytes(Arrays.copyOfRange(source, offset, offset + length));
  }

  /** Copies what remains of the buffer and leaves its position where it was. */
  public static Bytes copyOf(ByteBuffer source) {
    byte[] copy = new byte[source.remaining()];
    source.get(source.position(), copy);
    return wrap(copy);
  }

  /** Takes the array over without a copy: the caller gives it up. */
  public static Bytes wrap(byte[] owned) {
    return owned.length == 0 ? EMPTY : new Bytes(owned);
  }

  /** The octets given as numbers; only the low eight bits of each count. */
  public static Bytes of(int... values) {
    byte[] octets = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      octets[i] = (byte) values[i];
    }
    return wrap(octets);
  }

  /**
   * Reads hexadecimal digits; white space between them is ignored.
   *
   * @throws IllegalArgumentException for anything that is not a digit pair
   */
  public static Bytes ofHex(String digits) {
    return wrap(HEX.parseHex(digits.replaceAll("\\s+", "")));
  }

  /** The text in UTF-8. */
  public static Bytes ofText(String text) {
    return wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** Four octets, network order. */
  public static Bytes ofInt(int value) {
    return of(value >>> 24, value >>> 16, value >>> 8, value);
  }

  /** Two octets, network order. */
  public static Bytes ofShort(int value) {
    return of(value >>> 8, value);
  }

  /** All parts, one after the other. */
  public static Bytes concat(Bytes... parts) {
    int length = 0;
    for (Bytes part : parts) {
      length += part.octets.length;
    }
    byte[] joined = new byte[length];
    int at = 0;
    for (Bytes part : parts) {
      System.arraycopy(part.octets, 0, joined, at, part.octets.length);
      at += part.octets.length;
    }
    return wrap(joined);
  }

  public int length() {
    return octets.length;
  }

  public boolean isEmpty() {
    return octets.length == 0;
  }

  /** The octet at {@code index} as a number from 0 to 255. */
  public int at(int index) {
    return octets[index] & 0xff;
  }

  /** The 16-bit number in network order at {@code index}. */
  public int shortAt(int index) {
    return at(index) << 8 | at(index + 1);
  }

  /** The 32-bit number in network order at {@code index}. */
  public int intAt(int index) {
    return shortAt(index) << 16 | shortAt(index + 2);
  }

  /** The 64-bit number in network order at {@code index}. */
  public long longAt(int index) {
    return (long) intAt(index) << 32 | (intAt(index + 4) & 0xffff_ffffL);
  }

  /** A copy of part of this string, from {@code from} (inclusive) to {@code to} (exclusive). */
  public Bytes slice(int from, int to) {
    return from == 0 && to == octets.length ? this : copyOf(octets, from, to - from);
  }

  /** A copy of the octets. */
  public byte[] toArray() {
    return octets.clone();
  }

  /** A read-only view. */
  public ByteBuffer toBuffer() {
    return ByteBuffer.wrap(octets).asReadOnlyBuffer();
  }

  /** Copies all octets into {@code target} from {@code offset}. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(octets, 0, target, offset, octets.length);
  }

  public String toHex() {
    return HEX.formatHex(octets);
  }

  /** The octets read as UTF-8. */
  public String toText() {
    return new String(octets, java.nio.charset.StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && MessageDigest.isEqual(octets, that.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }

  /** Octet by octet, unsigned; a proper prefix comes first (RFC 7296 section 2.8.1). */
  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(octets, other.octets);
  }

  /** Length and first octets only: packet contents do not belong in logs. */
  @Override
  public String toString() {
    return octets.length <= 8
        ? "0x" + toHex()
        : "0x" + HEX.formatHex(octets, 0, 8) + "…(" + octets.length + ")";
  }
}
