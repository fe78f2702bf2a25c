package org.ikev2d.config.rules;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Suggestion;
import org.ikev2d.config.syntax.PolicyEntry.Word;

/**
 * An algorithm in ipsecinit.conf: {@code name}, or {@code name} with {@code (n)}, {@code (n..m)},
 * {@code (n..)} or {@code (..n)} bits.
 *
 * @param name or number, or {@code any}
 * @param low bits; empty if not limited
 */
record AlgorithmValue(Word word, String name, OptionalInt low, OptionalInt high) {
  private static final int LONGEST = 39;
  private static final java.util.regex.Pattern FORM =
      java.util.regex.Pattern.compile(
          "(?<name>[^()]+)(?:\\((?:(?<one>\\d+)|(?<low>\\d*)\\.\\.(?<high>\\d*))\\))?");

  /** The parts of the word; empty if it has another form, which is reported. */
  static Optional<AlgorithmValue> of(Word word, FindingLog log) {
    Matcher matcher = FORM.matcher(word.text());
    boolean matches = word.text().length() <= LONGEST && matcher.matches();
    if (matches) {
      String one = matcher.group("one");
      OptionalInt low = bits(one == null ? matcher.group("low") : one);
      OptionalInt high = bits(one == null ? matcher.group("high") : one);
      boolean ordered = low.isEmpty() || high.isEmpty() || low.getAsInt() <= high.getAsInt();
      if (ordered && low.orElse(0) >= 0 && high.orElse(0) >= 0) {
        return Optional.of(new AlgorithmValue(word, matcher.group("name"), low, high));
      }
    }
    log.error(
        word.at(),
        "bad algorithm " + Suggestion.quote(word.text()),
        "write NAME, NAME(BITS), NAME(LOW..HIGH), NAME(LOW..) or NAME(..HIGH) without blanks");
    return Optional.empty();
  }

  /** -1 for a number that is too large for any key. */
  private static OptionalInt bits(@org.jspecify.annotations.Nullable String text) {
    if (text == null || text.isEmpty()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(text.length() > 6 ? -1 : Integer.parseInt(text));
  }

  boolean isAny() {
    return name.equalsIgnoreCase("any");
  }

  boolean limited() {
    return low.isPresent() || high.isPresent();
  }

  boolean allows(int bits) {
    return low.orElse(0) <= bits && bits <= high.orElse(Integer.MAX_VALUE);
  }

  /** The number, where one stands in place of the name. */
  OptionalInt number() {
    return IcmpReader.number(name, 255);
  }
}
