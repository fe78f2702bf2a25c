package org.ikev2d.config.properties;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Suggestion;
import org.ikev2d.config.properties.PropertiesText.Value;
import org.ikev2d.config.syntax.AddressLiteral;
import org.ikev2d.config.syntax.Numbers;
import org.ikev2d.control.DebugLevel;
import org.ikev2d.crypto.Secret;

/** Values by key, each read as its type; what is wrong is reported and replaced by the default. */
final class TypedValues {
  private final Map<String, Value> values;
  private final FindingLog log;
  private final Set<String> known = new TreeSet<>();

  TypedValues(Map<String, Value> values, FindingLog log) {
    this.values = values;
    this.log = log;
  }

  /** All keys that were asked for. */
  Set<String> known() {
    return known;
  }

  /** The value read by {@code reader}, which answers with empty for what it does not take. */
  private <T> Optional<T> read(String key, String form, Function<String, Optional<T>> reader) {
    known.add(key);
    Value value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    Optional<T> read = reader.apply(value.text());
    if (read.isEmpty()) {
      log.error(value.at(), key + " = " + Suggestion.quote(value.text()), "write " + form);
    }
    return read;
  }

  /** A value of another form, which {@code reader} knows. */
  <T> Optional<T> parsed(String key, String form, Function<String, Optional<T>> reader) {
    return read(key, form, reader);
  }

  /** The keys in use that begin with the prefix and go on. */
  List<String> keys(String prefix) {
    return values.keySet().stream()
        .filter(k -> k.startsWith(prefix) && k.length() > prefix.length())
        .toList();
  }

  int number(String key, int fallback, int least, int most) {
    return read(key, "a number from " + least + " to " + most, text -> number(text, least, most))
        .orElse(fallback);
  }

  private static Optional<Integer> number(String text, int least, int most) {
    OptionalLong number = Numbers.parse(text);
    boolean fits = number.isPresent() && least <= number.getAsLong() && number.getAsLong() <= most;
    return fits ? Optional.of((int) number.getAsLong()) : Optional.empty();
  }

  Duration seconds(String key, int fallback, int least, int most) {
    return Duration.ofSeconds(
        read(
                key,
                "a number of seconds from " + least + " to " + most,
                text -> number(text, least, most))
            .orElse(fallback));
  }

  boolean flag(String key, boolean fallback) {
    return read(
            key,
            "true or false",
            text ->
                text.equals("true") || text.equals("false")
                    ? Optional.of(text.equals("true"))
                    : Optional.empty())
        .orElse(fallback);
  }

  Optional<Path> path(String key) {
    return read(key, "the path of a file", TypedValues::path0);
  }

  Path path(String key, String fallback) {
    return path(key).orElse(Path.of(fallback));
  }

  private static Optional<Path> path0(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  Optional<String> text(String key) {
    return read(key, "a text", Optional::of);
  }

  /** The value itself is never shown. */
  Optional<Secret> secret(String key) {
    known.add(key);
    Value value = values.get(key);
    if (value != null && value.at().line() == 0) {
      log.warning(
          value.at(), key + " can be seen by every user of this host", "write it into ikev2d.conf");
    }
    return Optional.ofNullable(value)
        .map(v -> Secret.wrap(v.text().getBytes(StandardCharsets.UTF_8)));
  }

  <E extends Enum<E>> E choice(String key, E fallback, List<E> choices) {
    List<String> names = choices.stream().map(Enum::toString).toList();
    return read(
            key,
            "one of " + String.join(", ", names),
            text -> choices.stream().filter(c -> c.toString().equals(text)).findFirst())
        .orElse(fallback);
  }

  DebugLevel debugLevel(String key, DebugLevel fallback) {
    String form = "a number, or names joined by + or -: " + DebugLevel.words();
    return read(key, form, DebugLevel::parse).orElse(fallback);
  }

  Optional<InetAddress> address(String key) {
    return read(key, "an address", text -> AddressLiteral.parse(text.strip()));
  }

  List<InetAddress> addresses(String key) {
    return read(key, "addresses separated by blanks or commas", TypedValues::addresses0)
        .orElse(List.of());
  }

  private static Optional<List<InetAddress>> addresses0(String text) {
    List<InetAddress> addresses = new ArrayList<>();
    for (String word : text.strip().split("[\\s,]+")) {
      Optional<InetAddress> address = AddressLiteral.parse(word);
      if (address.isEmpty()) {
        return Optional.empty();
      }
      addresses.add(address.get());
    }
    return Optional.of(addresses);
  }

  /** All keys that begin with the prefix; the rest of each is the name of a tunnel. */
  Map<String, TunnelEndpoints> tunnels(String prefix) {
    Map<String, TunnelEndpoints> tunnels = new TreeMap<>();
    for (String key : keys(prefix)) {
      read(key, "local=ADDRESS,remote=ADDRESS, both IPv4 or both IPv6", TypedValues::endpoints)
          .ifPresent(e -> tunnels.put(key.substring(prefix.length()), e));
    }
    return tunnels;
  }

  private static Optional<TunnelEndpoints> endpoints(String text) {
    Map<String, InetAddress> ends = new TreeMap<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String side = equals < 0 ? "" : part.substring(0, equals).strip();
      Optional<InetAddress> address = AddressLiteral.parse(part.substring(equals + 1).strip());
      boolean named = side.equals("local") || side.equals("remote");
      if (!named || address.isEmpty() || ends.put(side, address.get()) != null) {
        return Optional.empty();
      }
    }
    InetAddress local = ends.get("local");
    InetAddress remote = ends.get("remote");
    if (local == null || remote == null) {
      return Optional.empty();
    }
    boolean oneFamily = local.getAddress().length == remote.getAddress().length;
    return oneFamily ? Optional.of(new TunnelEndpoints(local, remote)) : Optional.empty();
  }
}
