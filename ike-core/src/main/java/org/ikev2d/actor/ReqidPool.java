package org.ikev2d.actor;

import java.util.BitSet;
import java.util.OptionalInt;

/** Numbers that tie policies to SAs, out of a range that is ours alone. */
final class ReqidPool {
  private final int first;
  private final int last;
  private final BitSet taken = new BitSet();

  /**
   * @param last included
   */
  ReqidPool(int first, int last) {
    this.first = first;
    this.last = last;
  }

  int size() {
    return last - first + 1;
  }

  /** The least that is free. */
  OptionalInt take() {
    return takeLeaving(0);
  }

  /**
   * The least that is free, if enough others are.
   *
   * @param others how many must stay free
   */
  OptionalInt takeLeaving(int others) {
    if (size() - taken.cardinality() <= others) {
      return OptionalInt.empty();
    }
    int reqid = first + taken.nextClearBit(0);
    taken.set(reqid - first);
    return OptionalInt.of(reqid);
  }

  void giveBack(int reqid) {
    taken.clear(reqid - first);
  }
}
