package org.ikev2d.config.rules;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Suggestion;
import org.ikev2d.config.rules.Pattern.PortRange;
import org.ikev2d.config.rules.Pattern.Style;
import org.ikev2d.config.syntax.PolicyEntry.Property;
import org.ikev2d.config.syntax.PolicyEntry.Word;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.Direction;

/** Reads the pattern of an entry of ipsecinit.conf. */
final class PatternReader {
  private enum Field {
    SADDR,
    DADDR,
    SMASK,
    DMASK,
    SPORT,
    DPORT,
    LADDR,
    RADDR,
    LPORT,
    RPORT,
    DIR,
    ULP,
    TYPE,
    CODE,
    TUNNEL,
    NEGOTIATE;

    static Field of(String word) {
      return switch (word) {
        case "src", "srcaddr" -> SADDR;
        case "dst", "dstaddr" -> DADDR;
        case "local" -> LADDR;
        case "remote" -> RADDR;
        case "proto" -> ULP;
        default -> valueOf(word.toUpperCase(java.util.Locale.ROOT));
      };
    }
  }

  private static final Set<Field> OLD = EnumSet.range(Field.SADDR, Field.DPORT);
  private static final Set<Field> NEW = EnumSet.range(Field.LADDR, Field.RPORT);

  private final NetworkNames names;
  private final HostReader hosts;
  private final IcmpReader icmp;
  private final FindingLog log;
  private final Map<Field, Word> fields = new EnumMap<>(Field.class);
  private boolean wrong;

  PatternReader(NetworkNames names, FindingLog log) {
    this.names = names;
    this.hosts = new HostReader(names, log);
    this.icmp = new IcmpReader(log);
    this.log = log;
  }

  /** The pattern, or empty if something in it is wrong, which is reported. */
  Optional<Pattern> read(List<Property> properties) {
    fields.clear();
    wrong = false;
    properties.forEach(this::collect);
    Style style = style();
    boolean old = style == Style.OLD;
    Optional<List<AddressRange>> local =
        address(old ? Field.SADDR : Field.LADDR, Optional.of(Field.SMASK).filter(f -> old));
    Optional<List<AddressRange>> remote =
        address(old ? Field.DADDR : Field.RADDR, Optional.of(Field.DMASK).filter(f -> old));
    OptionalInt protocol = protocol();
    int localPort = port(old ? Field.SPORT : Field.LPORT, protocol);
    int remotePort = port(old ? Field.DPORT : Field.RPORT, protocol);
    List<PortRange> types = icmp(protocol);
    List<Direction> directions = directions(style);
    tunnel();
    Pattern pattern =
        new Pattern(
            style,
            local,
            remote,
            localPort,
            remotePort,
            protocol,
            types,
            directions,
            get(Field.TUNNEL),
            get(Field.NEGOTIATE));
    return wrong ? Optional.empty() : Optional.of(pattern);
  }

  private Optional<Word> get(Field field) {
    return Optional.ofNullable(fields.get(field));
  }

  private void collect(Property property) {
    Field field = Field.of(property.name().text());
    if (field == Field.CODE && !fields.containsKey(Field.TYPE)) {
      error(property.name(), "`code` without a `type` before it", "write type first");
    }
    if (fields.putIfAbsent(field, property.value()) != null) {
      String problem = "duplicate " + Suggestion.quote(property.name().text());
      error(property.name(), problem + " in the pattern", "keep one");
    }
  }

  private Style style() {
    Optional<Word> old = OLD.stream().flatMap(f -> get(f).stream()).findFirst();
    Optional<Word> fresh = NEW.stream().flatMap(f -> get(f).stream()).findFirst();
    if (old.isPresent() && fresh.isPresent()) {
      error(
          old.get(),
          "saddr, daddr, sport, dport beside laddr, raddr, lport, rport",
          "use one style in an entry");
    }
    return old.isPresent() ? Style.OLD : fresh.isPresent() ? Style.NEW : Style.NEUTRAL;
  }

  private Optional<List<AddressRange>> address(Field field, Optional<Field> maskField) {
    Optional<Word> mask = maskField.flatMap(this::get);
    Optional<Word> address = get(field);
    if (address.isEmpty()) {
      mask.ifPresent(m -> error(m, "mask without its address", "add the address"));
      return Optional.empty();
    }
    Optional<List<AddressRange>> ranges =
        mask.isPresent()
            ? hosts.masked(address.get(), mask.get()).map(List::of)
            : hosts.read(address.get());
    wrong |= ranges.isEmpty();
    return ranges;
  }

  private OptionalInt protocol() {
    Optional<Word> ulp = get(Field.ULP);
    if (ulp.isEmpty()) {
      return OptionalInt.empty();
    }
    String text = ulp.get().text();
    OptionalInt number = IcmpReader.number(text, 255);
    OptionalInt protocol = number.isPresent() ? number : names.protocol(text);
    if (protocol.isEmpty()) {
      error(
          ulp.get(),
          "bad upper layer protocol " + Suggestion.quote(text),
          "write a name of /etc/protocols or a number from 0 to 255");
    }
    return protocol.isPresent() && protocol.getAsInt() == 0 ? OptionalInt.empty() : protocol;
  }

  private int port(Field field, OptionalInt protocol) {
    Optional<Word> port = get(field);
    if (port.isEmpty()) {
      return 0;
    }
    String text = port.get().text();
    OptionalInt literal = IcmpReader.number(text, 65_535);
    OptionalInt number = literal.isPresent() ? literal : names.service(text, protocol.orElse(0));
    if (number.isEmpty()) {
      error(
          port.get(),
          "bad port " + Suggestion.quote(text),
          "write a name of /etc/services or a number from 0 to 65535");
    } else if (protocol.isPresent() && !Selectors.PORTS.contains(protocol.getAsInt())) {
      error(port.get(), "port of a protocol without ports", "use ulp tcp, udp or sctp");
    }
    return number.orElse(0);
  }

  private List<PortRange> icmp(OptionalInt protocol) {
    Optional<Word> type = get(Field.TYPE);
    if (type.isEmpty()) {
      return List.of();
    }
    int number = protocol.orElse(0);
    if (number != IcmpNames.ICMP && number != IcmpNames.ICMP6) {
      log.warning(
          type.get().at(),
          "`type` without an ICMP protocol is ignored",
          "add ulp icmp or ulp ipv6-icmp before it");
      return List.of();
    }
    Optional<List<PortRange>> ranges = icmp.read(number, type.get(), get(Field.CODE));
    wrong |= ranges.isEmpty();
    return ranges.orElse(List.of());
  }

  private List<Direction> directions(Style style) {
    Optional<Word> dir = get(Field.DIR);
    if (dir.isEmpty()) {
      return List.of();
    }
    Optional<List<Direction>> directions = direction(dir.get());
    if (directions.isEmpty()) {
      error(
          dir.get(),
          "bad direction " + Suggestion.quote(dir.get().text()),
          "write in, out or both");
    } else if (directions.get().size() == 2 && style == Style.OLD) {
      error(dir.get(), "`dir both` with saddr or daddr", "use laddr and raddr, or in or out");
    }
    return directions.orElse(List.of());
  }

  /** Solaris compares the beginning of the word only, so that {@code inbound} is in. */
  static Optional<List<Direction>> direction(Word word) {
    if (word.text().startsWith("in")) {
      return Optional.of(List.of(Direction.IN));
    }
    if (word.text().startsWith("out")) {
      return Optional.of(List.of(Direction.OUT));
    }
    return word.text().startsWith("both")
        ? Optional.of(List.of(Direction.IN, Direction.OUT))
        : Optional.empty();
  }

  private void tunnel() {
    Optional<Word> tunnel = get(Field.TUNNEL);
    Optional<Word> negotiate = get(Field.NEGOTIATE);
    if (tunnel.isPresent() != negotiate.isPresent()) {
      Word word = Stream.of(tunnel, negotiate).flatMap(Optional::stream).findFirst().orElseThrow();
      error(word, "`tunnel` and `negotiate` go together", "add the other one");
      return;
    }
    negotiate.ifPresent(word -> {
      if (!word.text().equals("tunnel") && !word.text().equals("transport")) {
        String problem = "bad negotiate " + Suggestion.quote(word.text());
        error(word, problem, "write tunnel or transport");
      } else if (word.text().equals("transport") && fields.size() > 2) {
        error(word, "`negotiate transport` with selectors", "leave all but tunnel out");
      }
    });
  }

  private void error(Word word, String problem, String remedy) {
    wrong = true;
    log.error(word.at(), problem, remedy);
  }
}
