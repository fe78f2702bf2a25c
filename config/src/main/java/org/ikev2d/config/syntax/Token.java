package org.ikev2d.config.syntax;

import org.ikev2d.config.check.Position;

/**
 * A token of ikev2.config.
 *
 * @param text of a string without quotes and escapes; of the others as written
 */
public record Token(Kind kind, String text, Position at) {
  /** The kinds of token. */
  public enum Kind {
    WORD,
    STRING,
    OPEN_BRACE,
    CLOSE_BRACE,
    OPEN_PAREN,
    CLOSE_PAREN,
    EQUALS,
    RANGE,
    END
  }

  public boolean is(Kind other) {
    return kind == other;
  }

  /** Whether it can be a value. */
  public boolean isValue() {
    return kind == Kind.WORD || kind == Kind.STRING;
  }
}
