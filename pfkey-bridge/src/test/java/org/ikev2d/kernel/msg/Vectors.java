package org.ikev2d.kernel.msg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.ikev2d.wire.Bytes;

/** The captured messages of the test resources. */
public final class Vectors {
  /** The byte order of the machine they were captured on. */
  public static final SadbCodec CODEC = new SadbCodec(Dialect.LINUX, ByteOrder.LITTLE_ENDIAN);

  private Vectors() {}

  public static List<String> names() {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .map(f -> String.valueOf(f.getFileName()))
          .filter(n -> n.endsWith(".hex"))
          .map(n -> n.substring(0, n.length() - 4))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] octets(String name) {
    try {
      return Bytes.ofHex(Files.readString(folder().resolve(name + ".hex"))).toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static SadbMessage message(String name) {
    return switch (CODEC.decode(octets(name))) {
      case Decoded.Message(SadbMessage message) -> message;
      case Decoded.Malformed(String reason, int offset) ->
          throw new AssertionError(name + " at " + offset + ": " + reason);
    };
  }

  private static Path folder() {
    try {
      return Path.of(Objects.requireNonNull(Vectors.class.getResource("/pfkey-vectors")).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
