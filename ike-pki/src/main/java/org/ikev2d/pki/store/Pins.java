package org.ikev2d.pki.store;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.ikev2d.crypto.Secret;

/** PINs and passphrases, which the JCA wants as characters. */
public final class Pins {
  private static final int MAX = 256;

  private Pins() {}

  /** Takes the characters as UTF-8 and zeroes them. */
  public static Secret of(char[] characters) {
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(characters));
    byte[] octets = new byte[encoded.remaining()];
    encoded.get(octets);
    Arrays.fill(encoded.array(), (byte) 0);
    Arrays.fill(characters, '\0');
    return Secret.wrap(octets);
  }

  /** Why a PIN cannot be set; empty if it can. */
  public static Optional<String> objection(Secret pin) {
    byte[] octets = pin.expose();
    try {
      if (octets.length == 0 || octets.length > MAX) {
        return Optional.of("a PIN has 1 to " + MAX + " characters");
      }
      for (byte octet : octets) {
        if (octet == 0 || octet == ' ') {
          return Optional.of("a PIN holds no blanks and no NUL");
        }
      }
      return Optional.empty();
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  /** A copy that the caller zeroes. */
  static char[] characters(Secret pin) {
    byte[] octets = pin.expose();
    CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(octets));
    char[] characters = new char[decoded.remaining()];
    decoded.get(characters);
    Arrays.fill(decoded.array(), '\0');
    Arrays.fill(octets, (byte) 0);
    return characters;
  }
}
