package org.ikev2d.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.IkeSpi;

/** Reads the test vectors of src/test/resources/vectors. */
public final class Vectors {
  private Vectors() {}

  public static JsonNode file(String name) {
    try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + name)) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  public static Bytes bytes(JsonNode node, String field) {
    return Bytes.ofHex(node.get(field).asText());
  }

  public static Secret secret(JsonNode node, String field) {
    return Secret.ofPublic(bytes(node, field));
  }

  public static IkeSpi spi(JsonNode node, String field) {
    return new IkeSpi(bytes(node, field).longAt(0));
  }

  /** The content of a secret as hexadecimal digits. */
  public static String hex(Secret secret) {
    return Bytes.wrap(secret.expose()).toHex();
  }
}
