package org.ikev2d.config.check;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Guesses which known word an unknown one was meant to be. */
public final class Suggestion {
  /** Longer words are not keywords; comparing them would only take time. */
  private static final int LONGEST = 64;

  private Suggestion() {}

  /**
   * The known word that is nearest to {@code word}: equal but for letter case, or within a third of
   * its length (at most 4) in insertions, deletions, replacements and swaps of neighbours.
   */
  public static Optional<String> nearest(String word, Collection<String> known) {
    if (word.length() > LONGEST) {
      return Optional.empty();
    }
    String lower = word.toLowerCase(Locale.ROOT);
    String best = null;
    int bestDistance = Math.min(4, Math.max(1, word.length() / 3)) + 1;
    for (String candidate : known) {
      int distance = distance(lower, candidate.toLowerCase(Locale.ROOT));
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  /** A remedy: the nearest word, or else all of them. */
  public static String remedy(String word, Collection<String> known) {
    return nearest(word, known)
        .map(n -> "did you mean `" + n + "`?")
        .orElseGet(() -> "known here: " + String.join(", ", known));
  }

  /** The word in quotes for a message: control characters replaced, overlong words cut. */
  public static String quote(String word) {
    String shown = word.length() > 40 ? word.substring(0, 40) + "…" : word;
    StringBuilder text = new StringBuilder("`");
    shown.codePoints().forEach(c -> text.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return text.append('`').toString();
  }

  static int distance(String left, String right) {
    int[] before = new int[right.length() + 1];
    int[] above = new int[right.length() + 1];
    int[] row = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], above[j]) + 1, above[j - 1] + change);
        if (i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1)) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      int[] spare = before;
      before = above;
      above = row;
      row = spare;
    }
    return above[right.length()];
  }
}
