package org.ikev2d.pki.bc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.Bytes;

/** Reads bc-vectors.json. */
final class BcVectors {
  private BcVectors() {}

  static Stream<JsonNode> list(String field) {
    try (InputStream in = BcVectors.class.getResourceAsStream("/vectors/bc-vectors.json")) {
      JsonNode array = new ObjectMapper().readTree(Objects.requireNonNull(in)).get(field);
      return StreamSupport.stream(array.spliterator(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Bytes bytes(JsonNode vector, String field) {
    return Bytes.ofHex(vector.get(field).asText());
  }

  static Secret secret(JsonNode vector, String field) {
    return Secret.ofPublic(bytes(vector, field));
  }

  static String hex(Secret secret) {
    return Bytes.wrap(secret.expose()).toHex();
  }
}
