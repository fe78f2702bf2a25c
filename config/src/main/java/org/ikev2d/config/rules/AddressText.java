package org.ikev2d.config.rules;

import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Position;
import org.ikev2d.config.check.Suggestion;
import org.ikev2d.config.syntax.AddressLiteral;
import org.ikev2d.config.syntax.Numbers;
import org.ikev2d.port.AddressRange;
import org.ikev2d.wire.Bytes;

/** Addresses, prefixes and ranges in text. Never asks a name service. */
final class AddressText {
  private AddressText() {}

  /** {@code ADDR}, {@code ADDR/LEN}, {@code ADDR/MASK} or {@code ADDR-ADDR}. */
  static Optional<AddressRange> range(String text, Position at, FindingLog log) {
    if (text.startsWith("!")) {
      log.error(
          at, "exclusion " + Suggestion.quote(text), "list what is meant, without exceptions");
      return Optional.empty();
    }
    int slash = text.indexOf('/');
    int dash = text.indexOf('-');
    if (slash >= 0) {
      return prefix(text, text.substring(0, slash), text.substring(slash + 1), at, log);
    }
    if (dash >= 0) {
      return fromTo(text, text.substring(0, dash), text.substring(dash + 1), at, log);
    }
    Optional<InetAddress> address = AddressLiteral.parse(text);
    if (address.isEmpty()) {
      bad(text, at, log);
      return Optional.empty();
    }
    if (address.get().isAnyLocalAddress()) {
      log.warning(
          at,
          "address " + Suggestion.quote(text) + " stands for no host",
          "write " + text + "/0 for every address");
    }
    return address.map(AddressRange::of);
  }

  private static void bad(String text, Position at, FindingLog log) {
    boolean any = text.equalsIgnoreCase("any") || text.equals("*");
    log.error(
        at,
        Suggestion.quote(text) + " is not an address",
        any
            ? "write 0.0.0.0/0 ::/0 for every address"
            : "write 192.0.2.1, 192.0.2.0/24, 192.0.2.1-192.0.2.9, 2001:db8::1 or 2001:db8::/32");
  }

  private static Optional<AddressRange> prefix(
      String text, String base, String length, Position at, FindingLog log) {
    Optional<InetAddress> address = AddressLiteral.parse(base);
    if (address.isEmpty()) {
      bad(text, at, log);
      return Optional.empty();
    }
    OptionalInt bits = prefixLength(address.get(), length);
    if (bits.isEmpty()) {
      int most = address.get().getAddress().length * 8;
      log.error(
          at,
          "prefix length in " + Suggestion.quote(text),
          "write a number from 0 to " + most + (most == 32 ? ", or a mask of leading ones" : ""));
      return Optional.empty();
    }
    AddressRange range = AddressRange.ofPrefix(address.get(), bits.getAsInt());
    if (!range.first().equals(address.get())) {
      log.warning(
          at,
          Suggestion.quote(text) + " has bits beyond its prefix length",
          "it is taken as " + range.first().getHostAddress() + "/" + bits.getAsInt());
    }
    return Optional.of(range);
  }

  /** The length that a number or, for IPv4, a dotted mask says. */
  static OptionalInt prefixLength(InetAddress address, String text) {
    int most = address.getAddress().length * 8;
    if (most == 32 && text.indexOf('.') >= 0) {
      return AddressLiteral.parse(text).map(AddressText::maskLength).orElse(OptionalInt.empty());
    }
    boolean decimal = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    OptionalLong number = decimal ? Numbers.parse(text) : OptionalLong.empty();
    return number.isPresent() && number.getAsLong() <= most
        ? OptionalInt.of((int) number.getAsLong())
        : OptionalInt.empty();
  }

  /** The number of leading ones of a mask that has no others. */
  static OptionalInt maskLength(InetAddress mask) {
    int bits = Bytes.copyOf(mask.getAddress()).intAt(0);
    int length = Integer.numberOfLeadingZeros(~bits);
    return length == 32 || bits << length == 0 ? OptionalInt.of(length) : OptionalInt.empty();
  }

  private static Optional<AddressRange> fromTo(
      String text, String from, String to, Position at, FindingLog log) {
    Optional<InetAddress> first = AddressLiteral.parse(from);
    Optional<InetAddress> last = AddressLiteral.parse(to);
    if (first.isEmpty() || last.isEmpty()) {
      bad(text, at, log);
      return Optional.empty();
    }
    Bytes low = Bytes.copyOf(first.get().getAddress());
    Bytes high = Bytes.copyOf(last.get().getAddress());
    if (low.length() != high.length() || low.compareTo(high) > 0) {
      log.error(
          at,
          "range " + Suggestion.quote(text) + " runs backwards or mixes families",
          "write LOWEST-HIGHEST of one family");
      return Optional.empty();
    }
    return Optional.of(new AddressRange(low, high));
  }
}
