package org.ikev2d.pki.x509;

import java.util.Optional;

/**
 * Walks over DER before any decoder builds objects from it, so that depth and number of elements
 * are bounded and the lengths add up (X.690 sections 8.1.3 and 10.1).
 */
public final class DerScan {
  /** Nesting of a certificate stays far below; a decoder by recursion survives it. */
  static final int MAX_DEPTH = 40;

  private static final int MAX_ELEMENTS = 100_000;
  private static final int CONSTRUCTED = 0x20;

  private final byte[] der;
  private final int maxElements;
  private int elements;
  private String problem = "";

  private DerScan(byte[] der, int maxElements) {
    this.der = der;
    this.maxElements = maxElements;
  }

  /** Empty if the octets are one element in definite, shortest-length encoding, and no more. */
  public static Optional<String> problem(byte[] der) {
    return problem(der, MAX_ELEMENTS);
  }

  /** As above for things that may hold more, such as revocation lists. */
  public static Optional<String> problem(byte[] der, int maxElements) {
    DerScan scan = new DerScan(der, maxElements);
    int end = der.length == 0 ? scan.fail(0, "no octets") : scan.element(0, der.length, 0);
    if (scan.problem.isEmpty() && end != der.length) {
      scan.fail(end, (der.length - end) + " octets after the end");
    }
    return scan.problem.isEmpty() ? Optional.empty() : Optional.of(scan.problem);
  }

  private int fail(int at, String what) {
    if (problem.isEmpty()) {
      problem = what + " at octet " + at;
    }
    return -1;
  }

  /** The offset after the element at {@code at}, or -1. */
  private int element(int at, int end, int depth) {
    if (depth > MAX_DEPTH) {
      return fail(at, "nested deeper than " + MAX_DEPTH);
    }
    if (++elements > maxElements) {
      return fail(at, "more than " + maxElements + " elements");
    }
    if (end - at < 2) {
      return fail(at, "truncated element");
    }
    int tag = der[at] & 0xff;
    if ((tag & 0x1f) == 0x1f) {
      return fail(at, "tag number above 30");
    }
    int first = der[at + 1] & 0xff;
    int content = at + 2;
    int length = first;
    if (first >= 0x80) {
      int octets = first & 0x7f;
      if (octets == 0 || octets > 3 || end - content < octets) {
        return fail(at, "length of an element");
      }
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = length << 8 | der[content + i] & 0xff;
      }
      if (length < 0x80 || length >>> 8 * (octets - 1) == 0) {
        return fail(at, "length not in its shortest form");
      }
      content += octets;
    }
    if (length > end - content) {
      return fail(at, "element longer than what holds it");
    }
    return (tag & CONSTRUCTED) == 0
        ? content + length
        : children(content, content + length, depth + 1);
  }

  private int children(int from, int end, int depth) {
    int at = from;
    while (at != end) {
      at = element(at, end, depth);
      if (at < 0) {
        return -1;
      }
    }
    return end;
  }
}
