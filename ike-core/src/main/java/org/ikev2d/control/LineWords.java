package org.ikev2d.control;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits what a user types into words, for ikeadm and ipseckey alike: blanks and tabs separate,
 * {@code "} keeps blanks together, a first {@code #} makes the line a comment, and a backslash at
 * the very end of a line joins the next one.
 */
public final class LineWords {
  private LineWords() {}

  /** Whether the line goes on in the next one. */
  public static boolean continues(String line) {
    return line.endsWith("\\");
  }

  /** What {@link #continues} saw, without its backslash and with a blank in its place. */
  public static String joined(String line, String next) {
    return line.substring(0, line.length() - 1) + " " + next;
  }

  /** The words of a line; none for an empty line or a comment. */
  public static List<String> of(String line) {
    List<String> words = new ArrayList<>();
    if (line.stripLeading().startsWith("#")) {
      return words;
    }
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    boolean begun = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
        begun = true;
      } else if (!quoted && (c == ' ' || c == '\t')) {
        if (begun) {
          words.add(word.toString());
          word.setLength(0);
          begun = false;
        }
      } else {
        word.append(c);
        begun = true;
      }
    }
    if (begun) {
      words.add(word.toString());
    }
    return words;
  }
}
