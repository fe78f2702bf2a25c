package org.ikev2d.config.rules;

import java.util.Optional;
import java.util.OptionalLong;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Suggestion;
import org.ikev2d.config.syntax.ConfigNode.Statement;
import org.ikev2d.config.syntax.Keyword;
import org.ikev2d.config.syntax.Numbers;
import org.ikev2d.config.syntax.Token;

/** Reads the numbers of ikev2.config, each within its range. */
final class NumberReader {
  /** The largest number of seconds or kilobytes: 32 bits, as in the kernel interfaces. */
  static final long MOST = 0xffff_ffffL;

  private NumberReader() {}

  /** The number of a complete statement; empty if it is none or out of range, which is reported. */
  static Optional<Setting> read(Statement statement, FindingLog log) {
    Token token = statement.value();
    long least = least(statement.keyword());
    OptionalLong number = Numbers.parse(token.text());
    if (number.isEmpty() || number.getAsLong() < least || number.getAsLong() > MOST) {
      log.error(
          token.at(),
          "`" + statement.keyword() + "` " + Suggestion.quote(token.text()) + " is out of range",
          "write a number from " + least + " to " + MOST);
      return Optional.empty();
    }
    return Optional.of(new Setting(number.getAsLong(), token.at()));
  }

  private static long least(Keyword keyword) {
    return keyword == Keyword.IKESA_LIFETIME_SECS ? 1 : 0;
  }
}
