package org.ikev2d.config.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.ikev2d.config.syntax.AddressLiteral;
import org.ikev2d.config.syntax.Numbers;
import org.ikev2d.port.AddressRange;

/**
 * Names as this host knows them: {@code /etc/protocols}, {@code /etc/services}, {@code
 * /etc/networks} and the resolver, with the most usual protocols and services built in for hosts
 * that lack the files.
 */
public final class SystemNames implements NetworkNames {
  private static final long LARGEST_FILE = 4 << 20;
  private static final Map<String, Integer> PROTOCOLS =
      Map.ofEntries(
          Map.entry("icmp", 1),
          Map.entry("igmp", 2),
          Map.entry("ipencap", 4),
          Map.entry("tcp", 6),
          Map.entry("udp", 17),
          Map.entry("ipv6", 41),
          Map.entry("gre", 47),
          Map.entry("esp", 50),
          Map.entry("ah", 51),
          Map.entry("ipv6-icmp", 58),
          Map.entry("ospf", 89),
          Map.entry("pim", 103),
          Map.entry("sctp", 132));
  private static final Map<String, Integer> SYNONYMS =
      Map.of("icmp6", 58, "icmpv6", 58, "ip-in-ip", 4, "encap", 4);
  private static final Map<String, Integer> SERVICES =
      Map.ofEntries(
          Map.entry("ftp", 21),
          Map.entry("ssh", 22),
          Map.entry("telnet", 23),
          Map.entry("smtp", 25),
          Map.entry("domain", 53),
          Map.entry("tftp", 69),
          Map.entry("http", 80),
          Map.entry("kerberos", 88),
          Map.entry("sunrpc", 111),
          Map.entry("ntp", 123),
          Map.entry("snmp", 161),
          Map.entry("bgp", 179),
          Map.entry("ldap", 389),
          Map.entry("https", 443),
          Map.entry("isakmp", 500),
          Map.entry("syslog", 514),
          Map.entry("ldaps", 636),
          Map.entry("nfs", 2049),
          Map.entry("ipsec-nat-t", 4500));

  private final Path directory;

  public SystemNames() {
    this(Path.of("/etc"));
  }

  /** With the files of another directory. */
  SystemNames(Path directory) {
    this.directory = directory;
  }

  @Override
  public OptionalInt protocol(String name) {
    Optional<Integer> listed =
        lines("protocols")
            .filter(fields -> names(fields).anyMatch(name::equals))
            .map(fields -> number(fields[1], 255))
            .flatMapToInt(OptionalInt::stream)
            .boxed()
            .findFirst();
    Integer number = listed.orElse(PROTOCOLS.getOrDefault(name, SYNONYMS.get(name)));
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  @Override
  public OptionalInt service(String name, int protocol) {
    Optional<String> wanted = protocol == 0 ? Optional.empty() : protocolName(protocol);
    Optional<Integer> listed =
        lines("services")
            .filter(fields -> names(fields).anyMatch(name::equals))
            .map(fields -> fields[1].split("/", 2))
            .filter(p -> p.length == 2 && wanted.map(p[1]::equals).orElse(true))
            .map(p -> number(p[0], 65_535))
            .flatMapToInt(OptionalInt::stream)
            .boxed()
            .findFirst();
    Integer number = listed.orElse(SERVICES.get(name));
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  @Override
  public List<InetAddress> host(String name) {
    try {
      return List.of(InetAddress.getAllByName(name));
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  /** A network without zero octets at its end, as {@code 127} or {@code 10.1}, or with them. */
  @Override
  public Optional<AddressRange> network(String name) {
    return lines("networks")
        .filter(fields -> names(fields).anyMatch(name::equals))
        .map(fields -> range(fields[1]))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<AddressRange> range(String text) {
    String octets = text.replaceFirst("(\\.0+)+$", "");
    int given = octets.split("\\.").length;
    String padded = octets + ".0".repeat(Math.max(0, 4 - given));
    return AddressLiteral.parse(padded).map(a -> AddressRange.ofPrefix(a, Math.min(4, given) * 8));
  }

  @Override
  public Optional<String> protocolName(int number) {
    return PROTOCOLS.entrySet().stream()
        .filter(e -> e.getValue() == number)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static Stream<String> names(String[] fields) {
    return Stream.concat(Stream.of(fields[0]), Arrays.stream(fields).skip(2));
  }

  private static OptionalInt number(String text, int most) {
    OptionalLong number = Numbers.parse(text);
    return number.isPresent() && number.getAsLong() <= most
        ? OptionalInt.of((int) number.getAsLong())
        : OptionalInt.empty();
  }

  /** The lines of a file as fields, at least two each; none if the file cannot be read. */
  private Stream<String[]> lines(String file) {
    Path path = directory.resolve(file);
    try {
      if (!Files.isRegularFile(path) || Files.size(path) > LARGEST_FILE) {
        return Stream.empty();
      }
      return Files.readString(path, StandardCharsets.ISO_8859_1)
          .lines()
          .map(line -> line.replaceFirst("#.*", "").strip().split("\\s+"))
          .filter(fields -> fields.length >= 2);
    } catch (IOException | UncheckedIOException e) {
      return Stream.empty();
    }
  }
}
