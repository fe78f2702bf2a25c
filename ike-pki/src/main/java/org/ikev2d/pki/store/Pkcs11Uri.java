package org.ikev2d.pki.store;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which token is meant (RFC 7512): {@code pkcs11:token=My%20Token;serial=1?module-path=/…/lib.so}.
 * Blanks may stand unescaped, as the Solaris guides write them. A PIN in the URI is refused: URIs
 * show up in listings and logs.
 *
 * @param modulePath the library; empty: the default one
 */
public record Pkcs11Uri(
    Optional<String> token,
    Optional<String> manufacturer,
    Optional<String> serial,
    Optional<String> modulePath) {
  private static final Set<String> KNOWN = Set.of("token", "manufacturer", "serial");

  /** A URI, or why the text is none. */
  public sealed interface Parsed {
    record Good(Pkcs11Uri uri) implements Parsed {}

    record Bad(String why) implements Parsed {}
  }

  public static Parsed parse(String text) {
    if (!text.startsWith("pkcs11:")) {
      return new Parsed.Bad("`" + text + "` is no PKCS#11 URI: write pkcs11:token=LABEL");
    }
    String rest = text.substring("pkcs11:".length());
    int query = rest.indexOf('?');
    Map<String, String> values = new HashMap<>();
    Optional<String> problem =
        read(query < 0 ? rest : rest.substring(0, query), ";", KNOWN, values)
            .or(() ->
                query < 0
                    ? Optional.empty()
                    : read(rest.substring(query + 1), "&", Set.of("module-path"), values));
    return problem.isPresent()
        ? new Parsed.Bad("PKCS#11 URI: " + problem.get())
        : new Parsed.Good(
            new Pkcs11Uri(
                Optional.ofNullable(values.get("token")),
                Optional.ofNullable(values.get("manufacturer")),
                Optional.ofNullable(values.get("serial")),
                Optional.ofNullable(values.get("module-path"))));
  }

  private static Optional<String> read(
      String part, String separator, Set<String> known, Map<String, String> values) {
    for (String attribute : part.isEmpty() ? new String[0] : part.split(separator, -1)) {
      int equals = attribute.indexOf('=');
      if (equals <= 0) {
        return Optional.of("`" + attribute + "` is no name=value");
      }
      String name = attribute.substring(0, equals);
      if (!known.contains(name)) {
        return Optional.of(
            name.equals("pin-value") || name.equals("pin-source")
                ? "a PIN does not belong in it; set pkcs11_token/pin or log in"
                : "attribute `" + name + "` is not used; known are " + known);
      }
      try {
        String plain = attribute.substring(equals + 1).replace("+", "%2B");
        values.put(name, URLDecoder.decode(plain, StandardCharsets.UTF_8).strip());
      } catch (IllegalArgumentException escape) {
        return Optional.of("`" + attribute + "` has a broken %-escape");
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("pkcs11:");
    token.ifPresent(t -> text.append("token=").append(t));
    manufacturer.ifPresent(m -> text.append(";manufacturer=").append(m));
    serial.ifPresent(s -> text.append(";serial=").append(s));
    modulePath.ifPresent(m -> text.append("?module-path=").append(m));
    return text.toString();
  }
}
