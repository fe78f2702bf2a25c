package org.ikev2d.config.syntax;

import java.util.OptionalLong;

/** Numbers as C writes them: decimal, hexadecimal with 0x, octal with a leading 0. */
public final class Numbers {
  private Numbers() {}

  /** The number, or empty if the text is not one or exceeds 2^63 - 1. There are no signs. */
  public static OptionalLong parse(String text) {
    int radix = 10;
    String digits = text;
    if (text.startsWith("0x") || text.startsWith("0X")) {
      radix = 16;
      digits = text.substring(2);
    } else if (text.length() > 1 && text.startsWith("0")) {
      radix = 8;
      digits = text.substring(1);
    }
    if (digits.isEmpty() || !digits.chars().allMatch(Numbers::isHexDigit)) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(digits, radix));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** Long.parseLong takes signs and digits of every script; a configuration takes ASCII. */
  private static boolean isHexDigit(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
