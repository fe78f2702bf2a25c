package org.ikev2d.cli.ipseckey;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.cli.HostNames;
import org.ikev2d.control.SadbType;
import org.ikev2d.port.SaId;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ProtocolId;

/**
 * What {@code get} and {@code delete} are told of an SA: {@code esp spi 0x1234 dst 192.0.2.1}.
 *
 * @param destinations every address of a name
 */
record SaWords(SadbType type, ChildSpi spi, List<InetAddress> destinations) {
  /** Outcome of reading the words. */
  sealed interface Parsed {
    record Good(SaWords words) implements Parsed {}

    record Wrong(String message) implements Parsed {}
  }

  /** Keywords by the extension that they stand for. */
  private static final Map<String, String> KEYWORDS =
      Map.ofEntries(
          Map.entry("spi", "spi"),
          Map.entry("dst", "dst"),
          Map.entry("daddr", "dst"),
          Map.entry("dstaddr", "dst"),
          Map.entry("dst6", "dst6"),
          Map.entry("daddr6", "dst6"),
          Map.entry("dstaddr6", "dst6"),
          Map.entry("src", "src"),
          Map.entry("saddr", "src"),
          Map.entry("srcaddr", "src"),
          Map.entry("src6", "src6"),
          Map.entry("saddr6", "src6"),
          Map.entry("srcaddr6", "src6"));

  /** Words of the language that name no SA. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "pair-spi",
          "replay",
          "replay_value",
          "state",
          "auth_alg",
          "authalg",
          "encr_alg",
          "encralg",
          "soft_bytes",
          "hard_bytes",
          "soft_addtime",
          "hard_addtime",
          "soft_usetime",
          "hard_usetime",
          "idle_addtime",
          "idle_usetime",
          "authkey",
          "encrkey",
          "reserved_bits",
          "encap",
          "nat_loc",
          "nat_rem",
          "nat_lport",
          "nat_rport",
          "isrc",
          "idst",
          "innersrc",
          "innerdst",
          "isport",
          "idport",
          "iproto",
          "iulp",
          "sport",
          "dport",
          "proto",
          "ulp",
          "srcidtype",
          "dstidtype");

  boolean names(SaId id) {
    return id.protocol().equals(type == SadbType.AH ? ProtocolId.AH : ProtocolId.ESP)
        && id.spi().equals(spi)
        && destinations.contains(id.destination());
  }

  /**
   * Reads the words after the command.
   *
   * @param command for messages
   */
  static Parsed parse(String command, List<String> words, HostNames hosts) {
    if (words.isEmpty()) {
      return wrong("Unexpected end of command line: " + command + " needs an SA type, ah or esp");
    }
    Optional<SadbType> type = SadbType.parse(words.getFirst());
    if (type.isEmpty()) {
      return wrong("Unknown SA type \"" + words.getFirst() + "\": expected ah or esp");
    }
    if (type.get() == SadbType.ALL) {
      return wrong(command + " needs one SA type: ah or esp");
    }
    return new Reader(type.get(), command, hosts).read(words.subList(1, words.size()));
  }

  private static Parsed wrong(String message) {
    return new Parsed.Wrong(message);
  }

  /** Reads extension by extension. */
  private static final class Reader {
    private final SadbType type;
    private final String command;
    private final HostNames hosts;
    private final Set<String> seen = new HashSet<>();
    private Optional<ChildSpi> spi = Optional.empty();
    private List<InetAddress> destinations = List.of();

    Reader(SadbType type, String command, HostNames hosts) {
      this.type = type;
      this.command = command;
      this.hosts = hosts;
    }

    Parsed read(List<String> words) {
      int at = 0;
      while (at < words.size()) {
        String word = words.get(at++);
        if (word.equals("inbound") || word.equals("outbound")) {
          continue;
        }
        String extension = KEYWORDS.get(word);
        if (extension == null) {
          return wrong(
              ELSEWHERE.contains(word)
                  ? "Don't use extension \"" + word + "\" for " + command
                  : "Unknown extension \"" + word + "\"");
        }
        String kind = extension.replace("6", "");
        if (!seen.add(kind)) {
          return wrong("Can only specify single " + kind);
        }
        if (at == words.size()) {
          return wrong("Unexpected end of command line: " + word + " needs a value");
        }
        Optional<String> problem = value(extension, words.get(at++));
        if (problem.isPresent()) {
          return wrong(problem.get());
        }
      }
      if (spi.isEmpty() || destinations.isEmpty()) {
        return wrong(command + " needs both spi and dst");
      }
      return new Parsed.Good(new SaWords(type, spi.get(), destinations));
    }

    private Optional<String> value(String extension, String text) {
      if (extension.equals("spi")) {
        spi = spi(text);
        return spi.isPresent()
            ? Optional.empty()
            : Optional.of("Bad SPI \"" + text + "\": expected a number from 1 to 0xffffffff");
      }
      try {
        boolean six = extension.endsWith("6");
        List<InetAddress> addresses =
            hosts.addresses(text).stream()
                .filter(a -> !six || a.getAddress().length == 16)
                .toList();
        if (addresses.isEmpty()) {
          return Optional.of("\"" + text + "\" has no IPv6 address");
        }
        if (extension.startsWith("dst")) {
          destinations = addresses;
        }
        return Optional.empty();
      } catch (UnknownHostException unknown) {
        return Optional.of("Unknown host or address \"" + text + "\"");
      }
    }

    private static Optional<ChildSpi> spi(String text) {
      try {
        long value = Long.decode(text);
        return value > 0 && value <= 0xffff_ffffL
            ? Optional.of(new ChildSpi((int) value))
            : Optional.empty();
      } catch (NumberFormatException notANumber) {
        return Optional.empty();
      }
    }
  }
}
