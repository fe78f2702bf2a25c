package org.ikev2d.pki.bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.pki.bc.BcVectors.bytes;
import static org.ikev2d.pki.bc.BcVectors.hex;
import static org.ikev2d.pki.bc.BcVectors.secret;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.stream.Stream;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.KeyDerivation;
import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.Secret;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.wire.PrfId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BlockPrfTest {
  private static final Crypto CRYPTO = new BcCrypto(new JdkCrypto());

  static Stream<JsonNode> values() {
    return BcVectors.list("prf");
  }

  static Stream<JsonNode> streams() {
    return BcVectors.list("prf_plus");
  }

  static Stream<JsonNode> seeds() {
    return BcVectors.list("skeyseed");
  }

  static Stream<Prf> both() {
    return Stream.of(PrfId.AES128_XCBC, PrfId.AES128_CMAC).map(id -> CRYPTO.prf(id).orElseThrow());
  }

  private static Prf prf(JsonNode vector) {
    return PrfId.named(vector.get("prf").asText()).flatMap(CRYPTO::prf).orElseThrow();
  }

  @Tag("vectors:bc-vectors.json/prf")
  @ParameterizedTest
  @MethodSource("values")
  void valuesOfRfcs3566And4434And4493And4615(JsonNode vector) {
    Secret output = prf(vector).compute(secret(vector, "key"), bytes(vector, "data").toArray());
    assertThat(hex(output)).isEqualTo(vector.get("output").asText());
  }

  @ParameterizedTest
  @MethodSource("streams")
  void streamsOfPrfPlus(JsonNode vector) {
    Secret stream =
        KeyDerivation.prfPlus(
            prf(vector),
            secret(vector, "key"),
            vector.get("length").asInt(),
            bytes(vector, "seed").toArray());
    assertThat(hex(stream)).isEqualTo(vector.get("output").asText());
  }

  /** The key is made of the first 64 bits of each nonce (RFC 7296 section 2.14). */
  @Tag("R7296-2.14-1")
  @ParameterizedTest
  @MethodSource("seeds")
  void skeyseedTakesTheStartOfEachNonce(JsonNode vector) {
    Secret seed =
        KeyDerivation.skeyseed(
            prf(vector), secret(vector, "g_ir"), bytes(vector, "ni"), bytes(vector, "nr"));
    assertThat(hex(seed)).isEqualTo(vector.get("skeyseed").asText());
  }

  @ParameterizedTest
  @MethodSource("both")
  void dataInPartsIsDataInOne(Prf prf) {
    Secret key = Secret.copyOf(new byte[] {1, 2, 3});
    byte[] data = new byte[50];
    Arrays.fill(data, (byte) 7);
    Secret whole = prf.compute(key, data);
    for (int cut = 0; cut <= data.length; cut++) {
      byte[] start = Arrays.copyOf(data, cut);
      byte[] rest = Arrays.copyOfRange(data, cut, data.length);
      assertThat(prf.compute(key, start, new byte[0], rest)).as("cut at " + cut).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @MethodSource("both")
  void keysAndOutputsHave16Octets(Prf prf) {
    assertThat(prf.keyLength()).isEqualTo(16);
    assertThat(prf.outputLength()).isEqualTo(16);
    assertThat(prf.hasFixedKeyLength()).isTrue();
    assertThat(prf.compute(Secret.copyOf(new byte[16]), new byte[3]).length()).isEqualTo(16);
  }

  @Test
  void aCodeLeavesNothingBehindForTheNext() {
    AesXcbc mac = new AesXcbc();
    mac.init(new org.bouncycastle.crypto.params.KeyParameter(new byte[16]));
    byte[] first = new byte[16];
    byte[] second = new byte[16];
    mac.update((byte) 1);
    mac.update((byte) 2);
    mac.doFinal(first, 0);
    mac.update(new byte[] {1, 2}, 0, 2);
    mac.doFinal(second, 0);
    assertThat(second).isEqualTo(first);
  }
}
