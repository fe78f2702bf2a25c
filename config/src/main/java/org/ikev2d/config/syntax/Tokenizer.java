package org.ikev2d.config.syntax;

import java.util.ArrayList;
import java.util.List;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Position;
import org.ikev2d.config.syntax.Token.Kind;

/**
 * Cuts ikev2.config into tokens.
 *
 * <p>{@code #} starts a comment anywhere outside quotes, {@code //} only where a token could start,
 * because an address may hold a slash. Braces, parentheses, {@code =} and {@code ..} need no blanks
 * around them.
 */
final class Tokenizer {
  private final String file;
  private final String text;
  private final FindingLog log;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int lineStart;

  private Tokenizer(String file, String text, FindingLog log) {
    this.file = file;
    this.text = text;
    this.log = log;
  }

  /** All tokens, the last of which is the only one of kind END. */
  static List<Token> tokens(String file, String text, FindingLog log) {
    return new Tokenizer(file, text, log).run();
  }

  private List<Token> run() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        newLine();
      } else if (isBlank(c)) {
        at++;
      } else if (c == '#' || startsWith("//")) {
        skipLine();
      } else if (c == '"') {
        string();
      } else if (startsWith("..")) {
        add(Kind.RANGE, 2);
      } else if (single(c) != Kind.WORD) {
        add(single(c), 1);
      } else {
        word();
      }
    }
    tokens.add(new Token(Kind.END, "end of the file", here()));
    return tokens;
  }

  private static Kind single(char c) {
    return switch (c) {
      case '{' -> Kind.OPEN_BRACE;
      case '}' -> Kind.CLOSE_BRACE;
      case '(' -> Kind.OPEN_PAREN;
      case ')' -> Kind.CLOSE_PAREN;
      case '=' -> Kind.EQUALS;
      default -> Kind.WORD;
    };
  }

  private void add(Kind kind, int length) {
    tokens.add(new Token(kind, text.substring(at, at + length), here()));
    at += length;
  }

  private void word() {
    int end = at;
    while (end < text.length() && !endsWord(end)) {
      end++;
    }
    add(Kind.WORD, end - at);
  }

  private boolean endsWord(int index) {
    char c = text.charAt(index);
    return isBlank(c)
        || c == '\n'
        || c == '#'
        || c == '"'
        || single(c) != Kind.WORD
        || text.startsWith("..", index);
  }

  /** A string ends on its line: a forgotten quote must not swallow the rest of the file. */
  private void string() {
    Position start = here();
    StringBuilder content = new StringBuilder();
    at++;
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n') {
      boolean escape =
          text.charAt(at) == '\\' && at + 1 < text.length() && text.charAt(at + 1) != '\n';
      content.append(text.charAt(escape ? at + 1 : at));
      at += escape ? 2 : 1;
    }
    if (at < text.length() && text.charAt(at) == '"') {
      at++;
    } else {
      log.error(start, "this string has no end", "close it with \" on the same line");
    }
    tokens.add(new Token(Kind.STRING, content.toString(), start));
  }

  private void skipLine() {
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
  }

  private void newLine() {
    at++;
    line++;
    lineStart = at;
  }

  private boolean startsWith(String prefix) {
    return text.startsWith(prefix, at);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\u000b' || c == '\ufeff';
  }

  private Position here() {
    return new Position(file, line, at - lineStart + 1);
  }
}
