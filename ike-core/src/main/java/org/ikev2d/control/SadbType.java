package org.ikev2d.control;

import java.util.Locale;
import java.util.Optional;

/** Which SAs of the SADB a command means, with the numbers of RFC 2367 section 3.5. */
public enum SadbType {
  ALL(0),
  AH(2),
  ESP(3);

  private final int number;

  SadbType(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A name in either case, or its number. */
  public static Optional<SadbType> parse(String text) {
    for (SadbType type : values()) {
      if (type.word().equalsIgnoreCase(text) || Integer.toString(type.number).equals(text)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
