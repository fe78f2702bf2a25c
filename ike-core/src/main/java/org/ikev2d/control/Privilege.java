package org.ikev2d.control;

import java.util.Locale;
import java.util.Optional;

/** How much a running daemon shows of its keys; it can only be lowered while the daemon runs. */
public enum Privilege {
  /** Everything but pre-shared keys and key material. */
  BASE("may neither see nor change pre-shared keys"),
  /** Pre-shared keys may be changed; their values stay hidden. */
  MODKEYS("may change pre-shared keys, values hidden"),
  /** Key values are shown. */
  KEYMAT("may see key values");

  private final String meaning;

  Privilege(String meaning) {
    this.meaning = meaning;
  }

  public int level() {
    return ordinal();
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The word of ikeadm and ikev2d.conf. */
  @Override
  public String toString() {
    return word();
  }

  public String meaning() {
    return meaning;
  }

  /** A name, or a number from 0 to 2 (decimal, {@code 0x} or leading-zero octal). */
  public static Optional<Privilege> parse(String text) {
    for (Privilege level : values()) {
      if (level.word().equals(text)) {
        return Optional.of(level);
      }
    }
    try {
      int level = Integer.decode(text);
      return level >= 0 && level < values().length
          ? Optional.of(values()[level])
          : Optional.empty();
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }
}
