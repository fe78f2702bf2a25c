package org.ikev2d.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

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
    DELETE_CHILD(false),
    DELETE_IKE(false),
    RESTART(false);

    /** Whether traffic that flows must go on flowing. */
    final boolean gapless;

    Kind(boolean gapless) {
      this.gapless = gapless;
    }
  }

  private static final int SPAN_MILLIS = 60_000;
  private static final int MOST = 24;

  /** Often several at nearly the same moment, since that is where exchanges meet. */
  static List<Action> schedule(Random random, boolean gapless) {
    List<Action> actions = new ArrayList<>();
    int count = 4 + random.nextInt(MOST);
    int at = 0;
    for (int i = 0; i < count; i++) {
      if (random.nextInt(3) == 0) {
        at = random.nextInt(SPAN_MILLIS);
      } else {
        at += random.nextInt(60);
      }
      Kind kind = kind(random, gapless);
      // Two CHILD SAs for the same traffic, made from both sides at once, are no rekey.
      boolean onA = random.nextBoolean() || (gapless && kind == Kind.NEW_CHILD);
      actions.add(new Action(at, onA, kind, random.nextInt(16)));
    }
    actions.sort(Comparator.comparingInt(Action::atMillis));
    return actions;
  }

  private static Kind kind(Random random, boolean gapless) {
    int dice = random.nextInt(gapless ? 75 : 100);
    if (dice < 15) {
      return Kind.NEW_CHILD;
    } else if (dice < 50) {
      return Kind.REKEY_CHILD;
    } else if (dice < 75) {
      return Kind.REKEY_IKE;
    } else if (dice < 90) {
      return Kind.DELETE_CHILD;
    }
    return dice < 97 ? Kind.DELETE_IKE : Kind.RESTART;
  }

  @Override
  public String toString() {
    return "%6d ms %s %s #%d".formatted(atMillis, onA ? "A" : "B", kind, pick);
  }
}
