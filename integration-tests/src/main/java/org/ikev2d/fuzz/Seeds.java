package org.ikev2d.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ikev2d.wire.Bytes;

/** Recorded and computed messages to spoil. */
public final class Seeds {
  private Seeds() {}

  public static List<Bytes> messages() {
    try (InputStream in = Seeds.class.getResourceAsStream("messages.txt")) {
      if (in == null) {
        throw new IllegalStateException("no resource messages.txt");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> Bytes.ofHex(line.substring(line.indexOf(' ') + 1)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
