package org.ikev2d.config.syntax;

import java.util.ArrayList;
import java.util.List;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Position;

/** Cuts ipsecinit.conf into words and braces. {@code #} begins a comment anywhere. */
final class PolicyTokens {
  /** The kinds of token. */
  enum Kind {
    OPEN,
    CLOSE,
    WORD,
    END
  }

  /**
   * A token.
   *
   * @param first whether it is the first of its line
   * @param offset in characters from the start of the text
   */
  record PolicyToken(Kind kind, String text, Position at, boolean first, int offset) {
    boolean is(Kind other) {
      return kind == other;
    }

    boolean isWord(String word) {
      return kind == Kind.WORD && text.equals(word);
    }
  }

  private static final int LONGEST_LINE = 1023;

  private PolicyTokens() {}

  /** All tokens, the last of which is the only one of kind END. */
  static List<PolicyToken> of(String file, String text, FindingLog log) {
    List<PolicyToken> tokens = new ArrayList<>();
    int offset = 0;
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (line.length() > LONGEST_LINE) {
        Position at = new Position(file, number, LONGEST_LINE + 1);
        log.error(
            at, "line of more than " + LONGEST_LINE + " characters", "break it within braces");
      }
      line(file, number, line, offset, tokens);
      offset += line.length() + 1;
    }
    tokens.add(
        new PolicyToken(Kind.END, "end of the file", new Position(file, number, 1), true, offset));
    return tokens;
  }

  private static void line(
      String file, int number, String line, int offset, List<PolicyToken> tokens) {
    boolean first = true;
    int at = 0;
    while (at < line.length() && line.charAt(at) != '#') {
      if (Character.isWhitespace(line.charAt(at))) {
        at++;
        continue;
      }
      int end = at + 1;
      Kind kind = kind(line.charAt(at));
      while (kind == Kind.WORD && end < line.length() && !endsWord(line.charAt(end))) {
        end++;
      }
      Position position = new Position(file, number, at + 1);
      tokens.add(new PolicyToken(kind, line.substring(at, end), position, first, offset + at));
      first = false;
      at = end;
    }
  }

  private static Kind kind(char c) {
    return c == '{' ? Kind.OPEN : c == '}' ? Kind.CLOSE : Kind.WORD;
  }

  private static boolean endsWord(char c) {
    return Character.isWhitespace(c) || c == '#' || kind(c) != Kind.WORD;
  }
}
