package org.ikev2d.config.rules;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Suggestion;
import org.ikev2d.config.syntax.AddressLiteral;
import org.ikev2d.config.syntax.PolicyEntry.Word;
import org.ikev2d.port.AddressRange;

/** Reads addresses and names in ipsecinit.conf. */
final class HostReader {
  private final NetworkNames names;
  private final FindingLog log;

  HostReader(NetworkNames names, FindingLog log) {
    this.names = names;
    this.log = log;
  }

  /** {@code address[/len]} or {@code name[/len]}; several for a name with several addresses. */
  Optional<List<AddressRange>> read(Word word) {
    String text = word.text();
    int slash = text.indexOf('/');
    String base = slash < 0 ? text : text.substring(0, slash);
    Optional<InetAddress> literal = AddressLiteral.parse(base);
    if (literal.isPresent() && slash < 0 && literal.get().isAnyLocalAddress()) {
      log.error(
          word.at(),
          "address " + Suggestion.quote(text) + " without its prefix length",
          "write " + text + "/0 for every address");
      return Optional.empty();
    }
    if (literal.isPresent()) {
      return AddressText.range(text, word.at(), log).map(List::of);
    }
    return named(word, base, slash < 0 ? Optional.empty() : Optional.of(text.substring(slash + 1)));
  }

  private Optional<List<AddressRange>> named(Word word, String name, Optional<String> length) {
    Optional<AddressRange> network = names.network(name);
    if (network.isPresent() && length.isEmpty()) {
      return network.map(List::of);
    }
    boolean possible = !name.isEmpty() && name.chars().allMatch(HostReader::hostCharacter);
    List<InetAddress> hosts = possible && !numeric(name) ? names.host(name) : List.of();
    if (hosts.isEmpty()) {
      log.error(
          word.at(),
          "address " + Suggestion.quote(word.text()) + " is none, and no such name can be resolved",
          "write 192.0.2.1, 192.0.2.0/24, 2001:db8::/32, or a name of /etc/hosts");
      return Optional.empty();
    }
    if (length.isEmpty()) {
      return Optional.of(hosts.stream().map(AddressRange::of).toList());
    }
    if (hosts.size() > 1) {
      log.error(
          word.at(),
          "prefix length with " + Suggestion.quote(name) + ", which has several addresses",
          "write one of them with the prefix length");
      return Optional.empty();
    }
    String text = hosts.getFirst().getHostAddress() + "/" + length.get();
    return AddressText.range(text, word.at(), log).map(List::of);
  }

  private static boolean hostCharacter(int c) {
    return c == '.' || c == '-' || c == '_' || (c < 128 && Character.isLetterOrDigit(c));
  }

  /** A mistyped address must not reach the resolver, which takes {@code 10.1} for 10.0.0.1. */
  private static boolean numeric(String name) {
    return name.chars().allMatch(c -> c == '.' || c == '-' || (c >= '0' && c <= '9'))
        || name.startsWith("0x");
  }

  /** An IPv4 address with a mask, dotted or in hex. */
  Optional<AddressRange> masked(Word word, Word mask) {
    if (word.text().indexOf('/') >= 0) {
      log.error(mask.at(), "mask and prefix length together", "keep one");
      return Optional.empty();
    }
    Optional<List<AddressRange>> hosts = read(word);
    if (hosts.isEmpty()) {
      return Optional.empty();
    }
    InetAddress address = hosts.get().getFirst().first();
    OptionalInt length = maskLength(mask.text());
    if (length.isEmpty() || length.getAsInt() == 0 || address.getAddress().length != 4) {
      log.error(
          mask.at(),
          "bad mask " + Suggestion.quote(mask.text()),
          "write an IPv4 mask such as 255.255.255.0 or 0xffffff00, or use a prefix length");
      return Optional.empty();
    }
    return Optional.of(AddressRange.ofPrefix(address, length.getAsInt()));
  }

  private static OptionalInt maskLength(String text) {
    if (text.matches("0[xX][0-9a-fA-F]{8}")) {
      byte[] octets = HexFormat.of().parseHex(text.substring(2));
      try {
        return AddressText.maskLength(InetAddress.getByAddress(octets));
      } catch (java.net.UnknownHostException impossible) {
        throw new AssertionError(impossible);
      }
    }
    return AddressLiteral.parse(text)
        .filter(a -> a.getAddress().length == 4)
        .map(AddressText::maskLength)
        .orElse(OptionalInt.empty());
  }
}
