package org.ikev2d.config.properties;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import org.ikev2d.config.properties.ExtensionSettings.AddressFamilies;
import org.ikev2d.config.syntax.AddressLiteral;
import org.ikev2d.config.syntax.Numbers;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.AddressRange;
import org.ikev2d.wire.Bytes;

/** The settings of addresses that are lent and asked for. */
final class AddressPools {
  private AddressPools() {}

  /** Prefixes and ranges. Of a prefix its first address, and with IPv4 its last, are no host's. */
  static List<AddressRange> ranges(TypedValues in, String key) {
    return in.parsed(
            key,
            "ranges separated by blanks or commas: FIRST-LAST or ADDRESS/PREFIX",
            text -> all(text, AddressPools::range))
        .orElse(List.of());
  }

  static List<AddressSelector> networks(TypedValues in, String key) {
    return in.parsed(
            key,
            "networks separated by blanks or commas: ADDRESS/PREFIX",
            text -> all(text, AddressPools::network))
        .orElse(List.of());
  }

  /** All keys that begin with the prefix; the rest of each is the label of a rule. */
  static Map<String, AddressFamilies> families(TypedValues in, String prefix) {
    Map<String, AddressFamilies> families = new TreeMap<>();
    for (String key : in.keys(prefix)) {
      in.parsed(key, "ipv4, ipv6 or both", AddressPools::family)
          .ifPresent(f -> families.put(key.substring(prefix.length()), f));
    }
    return families;
  }

  private static Optional<AddressFamilies> family(String text) {
    return Arrays.stream(AddressFamilies.values())
        .filter(f -> f.toString().equals(text))
        .findFirst();
  }

  private static <T> Optional<List<T>> all(String text, Function<String, Optional<T>> reader) {
    List<T> all = new ArrayList<>();
    for (String word : text.strip().split("[\\s,]+")) {
      Optional<T> one = reader.apply(word);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      all.add(one.get());
    }
    return Optional.of(all);
  }

  private static Optional<AddressSelector> network(String word) {
    int slash = word.indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    Optional<InetAddress> address = AddressLiteral.parse(word.substring(0, slash));
    OptionalLong prefix = Numbers.parse(word.substring(slash + 1));
    int bits = address.map(a -> a.getAddress().length * 8).orElse(-1);
    return prefix.isPresent() && prefix.getAsLong() <= bits
        ? Optional.of(
            AddressSelector.ofPrefix(
                Bytes.copyOf(address.orElseThrow().getAddress()), (int) prefix.getAsLong()))
        : Optional.empty();
  }

  private static Optional<AddressRange> range(String word) {
    int dash = word.indexOf('-');
    if (dash < 0) {
      return network(word).map(AddressPools::hosts);
    }
    Optional<InetAddress> first = AddressLiteral.parse(word.substring(0, dash));
    Optional<InetAddress> last = AddressLiteral.parse(word.substring(dash + 1));
    if (first.isEmpty() || last.isEmpty()) {
      return Optional.empty();
    }
    Bytes start = Bytes.copyOf(first.get().getAddress());
    Bytes end = Bytes.copyOf(last.get().getAddress());
    return start.length() == end.length() && start.compareTo(end) <= 0
        ? Optional.of(new AddressRange(start, end))
        : Optional.empty();
  }

  private static AddressRange hosts(AddressSelector network) {
    byte[] first = network.start().toArray();
    byte[] last = network.end().toArray();
    boolean several = network.prefixLength().orElseThrow() <= first.length * 8 - 2;
    if (several) {
      first[first.length - 1]++;
      last[last.length - 1] -= (byte) (last.length == 4 ? 1 : 0);
    }
    return new AddressRange(Bytes.wrap(first), Bytes.wrap(last));
  }
}
