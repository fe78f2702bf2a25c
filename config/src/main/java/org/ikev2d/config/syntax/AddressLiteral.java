package org.ikev2d.config.syntax;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses in text. Never asks a name service. */
public final class AddressLiteral {
  private static final Pattern DOTTED = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  private AddressLiteral() {}

  /** An address in its usual notation: four decimal numbers, or RFC 4291 without a zone. */
  public static Optional<InetAddress> parse(String text) {
    boolean six = text.indexOf(':') >= 0 && text.indexOf('%') < 0 && text.indexOf('[') < 0;
    if (!six && !DOTTED.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }
}
