package org.ikev2d.config.syntax;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Position;
import org.ikev2d.crypto.Secret;

/** Walks over the octets of ikev2.preshared and takes values out of them. */
final class PresharedScanner {
  private static final int NONE = -1;

  private final String name;
  private final byte[] text;
  private final FindingLog log;
  private int at;
  private int line = 1;
  private int lineStart;

  PresharedScanner(String name, byte[] text, FindingLog log) {
    this.name = name;
    this.text = text;
    this.log = log;
  }

  Position here() {
    return new Position(name, line, at - lineStart + 1);
  }

  /** The octet at this place, or -1 at the end. */
  int peek() {
    return at < text.length ? text[at] & 0xff : NONE;
  }

  boolean accept(char c) {
    boolean there = peek() == c;
    if (there) {
      step();
    }
    return there;
  }

  private void step() {
    if (peek() == '\n') {
      line++;
      lineStart = at + 1;
    }
    at++;
  }

  /**
   * Passes blanks, line ends, and comments: a {@code #} that is the first non-blank of its line.
   *
   * @return whether there is more text
   */
  boolean skipBlanks() {
    while (at < text.length) {
      int c = peek();
      if (c == '#' && firstOfLine()) {
        skipLine();
      } else if (isBlank(c)) {
        step();
      } else {
        return true;
      }
    }
    return false;
  }

  private boolean firstOfLine() {
    for (int i = lineStart; i < at; i++) {
      if (!isBlank(text[i] & 0xff)) {
        return false;
      }
    }
    return true;
  }

  void skipLine() {
    while (at < text.length && peek() != '\n') {
      step();
    }
  }

  private static boolean isBlank(int c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static boolean endsWord(int c) {
    return c == NONE || isBlank(c) || c == '{' || c == '}' || c == '"';
  }

  /** A short word for a look at it, empty if it is longer than any keyword. */
  String word() {
    int start = at;
    skipWord();
    int length = at - start;
    return length > 12
        ? ""
        : new String(text, start, length, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  void skipWord() {
    if (peek() == '"') {
      step(); // a quote is no part of a word, but no place to stay either
    }
    while (!endsWord(peek())) {
      step();
    }
  }

  void skipTo(char c) {
    while (at < text.length && peek() != c) {
      step();
      skipBlanks();
    }
  }

  /** Goes to the next brace or keyword. */
  void skipToKeyword(List<String> keywords) {
    while (skipBlanks() && peek() != '{' && peek() != '}') {
      int start = at;
      int startLine = line;
      int startOfLine = lineStart;
      if (keywords.contains(word())) {
        at = start;
        line = startLine;
        lineStart = startOfLine;
        return;
      }
    }
  }

  /** The string that begins here; empty if it is not one, which is reported. */
  Optional<Secret> string() {
    Position start = here();
    byte[] content = new byte[stringLimit()];
    int length = 0;
    step();
    while (peek() != '"') {
      int c = peek();
      if (c == NONE || c == '\n') {
        Arrays.fill(content, (byte) 0);
        log.error(start, "this string has no end", "close it with \" on the same line");
        return Optional.empty();
      }
      // A backslash counts before a quote or a backslash only; elsewhere it stands for itself.
      boolean escape =
          c == '\\' && at + 1 < text.length && (text[at + 1] == '"' || text[at + 1] == '\\');
      if (escape) {
        step();
      }
      content[length++] = (byte) peek();
      step();
    }
    step();
    byte[] octets = Arrays.copyOf(content, length);
    Arrays.fill(content, (byte) 0);
    Secret secret = Secret.wrap(octets);
    for (byte octet : octets) {
      if (octet < ' ' && octet != '\t' || octet == 0x7f) {
        secret.close();
        log.error(
            start, "string with characters that are not ASCII", "write such keys in hex digits");
        return Optional.empty();
      }
    }
    return Optional.of(secret);
  }

  /** Octets to the end of the line: no string is longer. */
  private int stringLimit() {
    int end = at;
    while (end < text.length && text[end] != '\n') {
      end++;
    }
    return end - at;
  }

  /** The hex digits that begin here; empty if they are not, which is reported. */
  Optional<Secret> hex(String keyword) {
    Position start = here();
    int from = at;
    skipWord();
    boolean prefixed =
        at - from >= 2 && text[from] == '0' && (text[from + 1] == 'x' || text[from + 1] == 'X');
    from += prefixed ? 2 : 0;
    int digits = at - from;
    byte[] octets = new byte[digits / 2];
    boolean good = digits > 0;
    for (int i = 0; i < digits; i++) {
      int digit = Character.digit(text[from + i], 16);
      good &= digit >= 0;
      if (i / 2 < octets.length) {
        octets[i / 2] = (byte) (octets[i / 2] << 4 | digit & 0xf);
      }
    }
    if (good && digits % 2 == 0) {
      return Optional.of(Secret.wrap(octets));
    }
    Arrays.fill(octets, (byte) 0);
    String remedy = "write pairs of hex digits, or a string in double quotes";
    log.error(
        start,
        good
            ? "`" + keyword + "` has an odd number of hex digits"
            : "value of `" + keyword + "` is neither hex digits nor a string",
        remedy);
    return Optional.empty();
  }
}
