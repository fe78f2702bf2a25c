package org.ikev2d.pki.sign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemeCodecTest {
  static Stream<JsonNode> identifiers() {
    return SignatureVectors.identifiers();
  }

  @ParameterizedTest
  @MethodSource("identifiers")
  void readsTheIdentifiersOfTheSheetAndWritesThemBack(JsonNode row) {
    Bytes der = Bytes.ofHex(row.get("algorithm_identifier_der").asText());
    String name = row.get("name").asText();
    if (name.startsWith("SLH-DSA")) {
      assertThat(SchemeCodec.decode(der)).isInstanceOf(SchemeCodec.Decoded.Refused.class);
      return;
    }
    SignatureScheme scheme = known(der);
    assertThat(scheme.hash().code()).isEqualTo(row.get("hash_notify_id").asInt());
    if (!name.contains("explicit SHA-1 defaults")) {
      assertThat(SchemeCodec.encode(scheme)).isEqualTo(der);
    }
  }

  @ParameterizedTest
  @MethodSource("identifiers")
  void refusesEachTruncation(JsonNode row) {
    Bytes der = Bytes.ofHex(row.get("algorithm_identifier_der").asText());
    for (int length = 0; length < der.length(); length++) {
      assertThat(SchemeCodec.decode(der.slice(0, length)))
          .isInstanceOf(SchemeCodec.Decoded.Refused.class);
    }
  }

  @Tag("R7427-5-1")
  @Test
  void readsPssParametersInsteadOfGuessingThem() {
    Bytes der =
        Bytes.ofHex(
            "304106092a864886f70d01010a3034a00f300d06096086480165030402030500a11c301a06092a864886f7"
                + "0d010108300d06096086480165030402010500a203020114");
    assertThat(known(der)).isEqualTo(new SignatureScheme.RsaPss(Digest.SHA512, Digest.SHA256, 20));
  }

  @Test
  void takesEmptyPssParametersForSha1() {
    SignatureScheme scheme = known(Bytes.ofHex("300d06092a864886f70d01010a3000"));
    assertThat(scheme).isEqualTo(new SignatureScheme.RsaPss(Digest.SHA1, Digest.SHA1, 20));
    assertThat(SignaturePolicy.DEFAULT.withSha1().objection(scheme)).isPresent();
  }

  @Test
  void acceptsRsaWithoutParameters() {
    assertThat(known(Bytes.ofHex("300b06092a864886f70d01010b")))
        .isEqualTo(new SignatureScheme.RsaPkcs1(Digest.SHA256));
  }

  @Tag("R7427-5-1")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "300c06082a8648ce3d0403020500", // ECDSA with NULL
        "300706032b65700500", // Ed25519 with NULL
        "300b06092a864886f70d01010a", // PSS without parameters
        "300d06092a864886f70d01010b050000", // octet after the end
        "300e06092a864886f70d01010b020100", // RSA with a number
        "3000",
        "0500",
        ""
      })
  void refusesParametersThatDoNotBelong(String der) {
    assertThat(SchemeCodec.decode(Bytes.ofHex(der)))
        .isInstanceOf(SchemeCodec.Decoded.Refused.class);
  }

  @Test
  void listsHashesInTwoOctetsEach() {
    Bytes data = HashAlgorithms.encode(List.of(HashAlgorithm.SHA2_256, HashAlgorithm.IDENTITY));
    assertThat(data).isEqualTo(Bytes.ofHex("00020005"));
    assertThat(HashAlgorithms.decode(data))
        .isInstanceOfSatisfying(
            HashAlgorithms.Decoded.Hashes.class,
            h ->
                assertThat(h.hashes())
                    .containsExactly(HashAlgorithm.SHA2_256, HashAlgorithm.IDENTITY));
  }

  @Tag("R7427-4-1")
  @Test
  void keepsUnknownHashesAndRefusesAnOddLength() {
    assertThat(HashAlgorithms.decode(Bytes.ofHex("ffff0002")))
        .isInstanceOfSatisfying(
            HashAlgorithms.Decoded.Hashes.class,
            h -> assertThat(h.hashes()).contains(new HashAlgorithm(0xffff)));
    assertThat(HashAlgorithms.decode(Bytes.ofHex("000200")))
        .isInstanceOf(HashAlgorithms.Decoded.Malformed.class);
  }

  private static SignatureScheme known(Bytes der) {
    return ((SchemeCodec.Decoded.Known) SchemeCodec.decode(der)).scheme();
  }
}
