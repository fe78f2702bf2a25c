package org.ikev2d.crypto.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.crypto.Vectors.bytes;
import static org.ikev2d.crypto.Vectors.hex;
import static org.ikev2d.crypto.Vectors.secret;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.stream.Stream;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.Secret;
import org.ikev2d.crypto.Vectors;
import org.ikev2d.wire.PrfId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HmacPrfTest {
  private static final Crypto CRYPTO = new JdkCrypto();

  static Stream<JsonNode> vectors() {
    return Vectors.list(Vectors.file("prf-vectors.json").get("prf")).stream();
  }

  private static java.util.Optional<Prf> prf(JsonNode vector) {
    return PrfId.named(vector.get("prf").asText()).flatMap(CRYPTO::prf);
  }

  @Tag("vectors:prf-vectors.json/prf")
  @ParameterizedTest
  @MethodSource("vectors")
  void valuesOfRfc2202AndRfc4231(JsonNode vector) {
    Secret output =
        prf(vector).orElseThrow().compute(secret(vector, "key"), bytes(vector, "data").toArray());
    assertThat(hex(output)).isEqualTo(vector.get("output").asText());
  }

  @Test
  void dataInPartsIsDataInOne() {
    Prf prf = CRYPTO.prf(PrfId.HMAC_SHA2_384).orElseThrow();
    Secret key = Secret.copyOf(new byte[] {1, 2, 3});
    byte[] data = "the quick brown fox".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    Secret inParts =
        prf.compute(
            key, Arrays.copyOfRange(data, 0, 5), new byte[0], Arrays.copyOfRange(data, 5, 19));
    assertThat(inParts).isEqualTo(prf.compute(key, data));
  }

  @Test
  void anEmptyKeyIsAKey() {
    Prf prf = CRYPTO.prf(PrfId.HMAC_SHA2_256).orElseThrow();
    assertThat(hex(prf.compute(Secret.copyOf(new byte[0]), new byte[0])))
        .isEqualTo("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
  }

  @Test
  void prfsThatTheJdkLacksAreNotOffered() {
    assertThat(CRYPTO.prf(PrfId.AES128_XCBC)).isEmpty();
    assertThat(CRYPTO.prf(PrfId.HMAC_MD5)).isEmpty();
  }

  @Test
  void sha1OfPartsIsSha1OfTheWhole() {
    byte[] whole = CRYPTO.sha1("abc".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThat(CRYPTO.sha1(new byte[] {'a'}, new byte[] {'b', 'c'})).isEqualTo(whole);
    assertThat(java.util.HexFormat.of().formatHex(whole))
        .isEqualTo("a9993e364706816aba3e25717850c26c9cd0d89d");
  }
}
