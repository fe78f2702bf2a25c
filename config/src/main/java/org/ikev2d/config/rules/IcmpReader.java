package org.ikev2d.config.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Suggestion;
import org.ikev2d.config.rules.Pattern.PortRange;
import org.ikev2d.config.syntax.Numbers;
import org.ikev2d.config.syntax.PolicyEntry.Word;

/** Reads ICMP types and codes: a number, {@code n-n} or a keyword each. */
final class IcmpReader {
  private static final int MOST_TYPE = 255;
  private static final int MOST_CODE = 254;

  private final FindingLog log;

  IcmpReader(FindingLog log) {
    this.log = log;
  }

  /** Ranges of type and code; empty if something is wrong, which is reported. */
  Optional<List<PortRange>> read(int protocol, Word type, Optional<Word> code) {
    Optional<PortRange> types =
        range("type", type, MOST_TYPE, n -> IcmpNames.type(n, protocol), IcmpNames.types(protocol));
    if (types.isEmpty()) {
      return Optional.empty();
    }
    if (code.isEmpty()) {
      return Optional.of(
          List.of(new PortRange(types.get().low() << 8, types.get().high() << 8 | 0xff)));
    }
    Optional<PortRange> codes =
        range(
            "code",
            code.get(),
            MOST_CODE,
            n -> IcmpNames.code(n, protocol),
            IcmpNames.codes(protocol));
    return codes.map(c -> combine(types.get(), c));
  }

  /** With codes limited, the range of numbers has a gap after each type. */
  private static List<PortRange> combine(PortRange types, PortRange codes) {
    List<PortRange> ranges = new ArrayList<>();
    for (int type = types.low(); type <= types.high(); type++) {
      ranges.add(new PortRange(type << 8 | codes.low(), type << 8 | codes.high()));
    }
    return ranges;
  }

  private Optional<PortRange> range(
      String what,
      Word word,
      int most,
      Function<String, Optional<Integer>> named,
      List<String> names) {
    Optional<Integer> keyword = named.apply(word.text());
    if (keyword.isPresent()) {
      return keyword.map(n -> new PortRange(n, n));
    }
    int dash = word.text().indexOf('-');
    OptionalInt low = number(dash < 0 ? word.text() : word.text().substring(0, dash), most);
    OptionalInt high = dash < 0 ? low : number(word.text().substring(dash + 1), most);
    if (low.isEmpty() || high.isEmpty() || low.getAsInt() > high.getAsInt()) {
      String problem = "bad ICMP " + what + " " + Suggestion.quote(word.text());
      String remedy = "write a number from 0 to " + most + ", LOW-HIGH, or one of ";
      log.error(word.at(), problem, remedy + String.join(", ", names));
      return Optional.empty();
    }
    return Optional.of(new PortRange(low.getAsInt(), high.getAsInt()));
  }

  static OptionalInt number(String text, int most) {
    OptionalLong number = Numbers.parse(text);
    return number.isPresent() && number.getAsLong() <= most
        ? OptionalInt.of((int) number.getAsLong())
        : OptionalInt.empty();
  }
}
