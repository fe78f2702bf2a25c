package org.ikev2d.crypto.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ikev2d.crypto.Vectors.bytes;
import static org.ikev2d.crypto.Vectors.hex;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.util.stream.Stream;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.KeyExchangeMethod;
import org.ikev2d.crypto.KeyExchangeMethod.Agreement;
import org.ikev2d.crypto.KeyExchangeMethod.Agreement.Agreed;
import org.ikev2d.crypto.KeyExchangeMethod.Agreement.Invalid;
import org.ikev2d.crypto.KeyExchangeMethod.Initiation;
import org.ikev2d.crypto.Vectors;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.GroupId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MlKemMethodTest {
  private static final Crypto CRYPTO = new JdkCrypto();
  private static final SecureRandom RANDOM = new SecureRandom();

  static Stream<JsonNode> keyPairs() {
    return list("vectors");
  }

  static Stream<JsonNode> encapsulations() {
    return list("encapsulation");
  }

  static Stream<JsonNode> unreducedKeys() {
    return list("invalid_encapsulation_keys");
  }

  private static Stream<JsonNode> list(String field) {
    return Vectors.list(Vectors.file("mlkem-vectors.json").get(field)).stream();
  }

  private static KeyExchangeMethod method(JsonNode vector) {
    return method(vector.get("transform_id").asInt());
  }

  private static KeyExchangeMethod method(int group) {
    return CRYPTO.keyExchange(new GroupId(group)).orElseThrow();
  }

  private static Agreed agreed(Agreement agreement) {
    assertThat(agreement).isInstanceOf(Agreed.class);
    return (Agreed) agreement;
  }

  @Tag("vectors:mlkem-vectors.json/vectors")
  @Tag("RD-mlkem-1")
  @ParameterizedTest
  @MethodSource("keyPairs")
  void theInitiatorOfAPublishedExchange(JsonNode vector) {
    SecureRandom seed = KnownIv.random(bytes(vector, "seed"));
    try (Initiation initiation = method(vector).initiate(seed)) {
      assertThat(initiation.publicValue()).isEqualTo(bytes(vector, "ek"));
      Agreed end = agreed(initiation.finish(bytes(vector, "c")));
      assertThat(hex(end.shared())).isEqualTo(vector.get("K").asText());
      assertThat(end.ourValue()).isEqualTo(Bytes.EMPTY);
    }
  }

  @Tag("vectors:mlkem-vectors.json/encapsulation")
  @Tag("RD-mlkem-1")
  @ParameterizedTest
  @MethodSource("encapsulations")
  void theResponderOfAPublishedExchange(JsonNode vector) {
    SecureRandom message = KnownIv.random(bytes(vector, "m"));
    Agreed answer = agreed(method(vector).respond(bytes(vector, "ek"), message));
    assertThat(answer.ourValue()).isEqualTo(bytes(vector, "c"));
    assertThat(hex(answer.shared())).isEqualTo(vector.get("K").asText());
  }

  @ParameterizedTest
  @MethodSource("unreducedKeys")
  void anEncapsulationKeyThatIsNotReducedIsRefused(JsonNode vector) {
    Agreement answer = method(vector).respond(bytes(vector, "ek"), RANDOM);
    assertThat(answer).isInstanceOf(Invalid.class);
    assertThat(((Invalid) answer).reason()).contains("modulus check");
  }

  @Tag("RD-mlkem-1")
  @ParameterizedTest
  @ValueSource(ints = {35, 36, 37})
  void valuesOfTheWrongLengthAreRefused(int group) {
    KeyExchangeMethod method = method(group);
    for (int wrong : new int[] {-1, 1}) {
      Bytes key = Bytes.wrap(new byte[method.initiatorLength() + wrong]);
      assertThat(method.respond(key, RANDOM)).isInstanceOf(Invalid.class);
      try (Initiation initiation = method.initiate(RANDOM)) {
        Bytes ciphertext = Bytes.wrap(new byte[method.responderLength() + wrong]);
        assertThat(((Invalid) initiation.finish(ciphertext)).reason())
            .contains(String.valueOf(method.responderLength()));
      }
    }
    assertThat(method.respond(Bytes.EMPTY, RANDOM)).isInstanceOf(Invalid.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {35, 36, 37})
  void aCiphertextThatWasTamperedWithLeadsToAnotherSecret(int group) {
    KeyExchangeMethod method = method(group);
    try (Initiation initiation = method.initiate(RANDOM)) {
      Agreed answer = agreed(method.respond(initiation.publicValue(), RANDOM));
      byte[] tampered = answer.ourValue().toArray();
      tampered[5] ^= 1;
      assertThat(agreed(initiation.finish(answer.ourValue())).shared()).isEqualTo(answer.shared());
      assertThat(agreed(initiation.finish(Bytes.wrap(tampered))).shared())
          .isNotEqualTo(answer.shared());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {35, 36, 37})
  void aClosedInitiationCannotBeFinished(int group) {
    KeyExchangeMethod method = method(group);
    Initiation initiation = method.initiate(RANDOM);
    initiation.close();
    Bytes any = Bytes.wrap(new byte[method.responderLength()]);
    assertThatThrownBy(() -> initiation.finish(any)).isInstanceOf(IllegalStateException.class);
  }
}
