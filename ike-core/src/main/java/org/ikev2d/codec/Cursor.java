package org.ikev2d.codec;

import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.wire.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Reads forward through a window of an octet string. Every bounds check of the codec is made here.
 *
 * <p>A structure with a length of its own is read through its own window, so that nothing in it can
 * reach past its end, and ends with {@link #finish}, so that nothing of it stays unread.
 */
final class Cursor {
  private final Bytes octets;
  private final int end;
  private final @Nullable Cursor parent;
  private final String label;
  private final int index;
  private int at;

  private Cursor(
      Bytes octets, int from, int end, @Nullable Cursor parent, String label, int index) {
    this.octets = octets;
    this.at = from;
    this.end = end;
    this.parent = parent;
    this.label = label;
    this.index = index;
  }

  static Cursor over(Bytes octets, String label) {
    return new Cursor(octets, 0, octets.length(), null, label, 0);
  }

  int remaining() {
    return end - at;
  }

  boolean hasMore() {
    return at < end;
  }

  int u8() {
    return octets.at(advance(1));
  }

  int u16() {
    return octets.shortAt(advance(2));
  }

  int u24() {
    int from = advance(3);
    return octets.at(from) << 16 | octets.shortAt(from + 1);
  }

  int u32() {
    return octets.intAt(advance(4));
  }

  long u64() {
    return octets.longAt(advance(8));
  }

  Bytes take(int length) {
    int from = advance(length);
    return octets.slice(from, from + length);
  }

  Bytes rest() {
    return take(remaining());
  }

  /** The rest, which RFC 7296 wants to be there; {@code what} names it. */
  Bytes restNotEmpty(String what) {
    if (!hasMore()) {
      throw failure(Kind.TOO_SHORT, "no " + what);
    }
    return rest();
  }

  /** Passes over reserved octets, which the receiver ignores (RFC 7296 section 2.5). */
  void skipReserved(int length) {
    advance(length);
  }

  /**
   * A window over the rest of a structure whose first {@code header} octets are already read.
   *
   * @param length the length field of the structure, which counts its header
   * @param number the structure's place among its like, from 1
   */
  Cursor structure(int length, int header, String name, int number) {
    int rest = length - header;
    if (rest < 0 || rest > remaining()) {
      throw new Cursor(octets, at, end, this, name, number)
          .failure(
              Kind.LENGTH_MISMATCH,
              "length "
                  + length
                  + " should be from "
                  + header
                  + " to the "
                  + (header + remaining())
                  + " octets there are");
    }
    int from = advance(rest);
    return new Cursor(octets, from, from + rest, this, name, number);
  }

  /** Everything must have been read. */
  void finish() {
    if (hasMore()) {
      throw failure(Kind.LENGTH_MISMATCH, remaining() + " octets too many");
    }
  }

  ParseFailure failure(Kind kind, String detail) {
    return new ParseFailure(new Problem(kind, path(), detail));
  }

  /** The next element would be one more than the limit. */
  void limit(int have, int limit, String what) {
    if (have >= limit) {
      throw failure(Kind.LIMIT, "more than " + limit + " " + what);
    }
  }

  private int advance(int length) {
    if (length > remaining()) {
      throw failure(
          Kind.TOO_SHORT,
          length + " octets wanted at offset " + at + ", " + remaining() + " are there");
    }
    int from = at;
    at += length;
    return from;
  }

  /** Where this window lies, outermost part first. */
  String path() {
    String own = index == 0 ? label : label + "#" + index;
    return parent == null || parent.parent == null ? own : parent.path() + "/" + own;
  }
}
