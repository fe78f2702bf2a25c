package org.ikev2d.sim;

/**
 * Something that a node is told to do.
 *
 * @param atMillis after the beginning
 * @param onA whether node A is told, else B
 * @param pick which policy or SA, counted round
 */
record Action(int atMillis, boolean onA, Kind kind, int pick) {
  enum Kind {
    NEW_CHILD(true),
    REKEY_CHILD(true),
    REKEY_IKE(true),
    MOVE(true),
    DELETE_CHILD(false),
    DELETE_IKE(false),
    RESTART(false);

    /** Whether traffic that flows must go on flowing. */
    final boolean gapless;

    Kind(boolean gapless) {
      this.gapless = gapless;
    }
  }

  @Override
  public String toString() {
    return "%6d ms %s %s #%d".formatted(atMillis, onA ? "A" : "B", kind, pick);
  }
}
