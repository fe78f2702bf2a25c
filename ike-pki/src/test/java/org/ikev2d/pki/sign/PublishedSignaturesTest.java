package org.ikev2d.pki.sign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.pki.sign.AuthVerifier.Outcome;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.wire.AuthMethod;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Signatures of RFC 4754, 6979 and 8032. */
class PublishedSignaturesTest {
  private static final SignaturePolicy ALL = SignaturePolicy.DEFAULT.withSha1().withDss();

  static Stream<JsonNode> vectors() throws IOException {
    try (InputStream in =
        PublishedSignaturesTest.class.getResourceAsStream("/vectors/published-signatures.json")) {
      JsonNode all = new ObjectMapper().readTree(Objects.requireNonNull(in)).get("signatures");
      return StreamSupport.stream(all.spliterator(), false);
    }
  }

  private static byte[] octets(JsonNode vector, String field) {
    return Bytes.ofHex(vector.get(field).asText()).toArray();
  }

  private static Outcome verify(JsonNode vector, byte[] data, byte[] octets) {
    KeyFacts key = KeyFacts.find(Bytes.ofHex(vector.get("spki").asText())).orElseThrow();
    AuthMethod method = new AuthMethod(vector.get("method").asInt());
    return AuthVerifier.verify(key, new AuthPayload(method, Bytes.wrap(data)), octets, ALL);
  }

  @Tag("vectors:published-signatures.json/signatures")
  @Tag("R4754-7-1")
  @Tag("R8420-2-1")
  @Tag("R7296-3.8-1")
  @ParameterizedTest
  @MethodSource("vectors")
  void areTaken(JsonNode vector) {
    byte[] data = octets(vector, "data");
    byte[] octets = octets(vector, "octets");
    assertThat(verify(vector, data, octets)).isInstanceOf(Outcome.Verified.class);
    octets[0] ^= 1;
    assertThat(verify(vector, data, octets)).isInstanceOf(Outcome.Refused.class);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void areRefusedWithAnyBitOfTheirEndFlipped(JsonNode vector) {
    byte[] octets = octets(vector, "octets");
    for (int bit = 0; bit < 64; bit++) {
      byte[] data = octets(vector, "data");
      data[data.length - 1 - bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(verify(vector, data, octets))
          .as("bit %d", bit)
          .isInstanceOf(Outcome.Refused.class);
    }
  }
}
