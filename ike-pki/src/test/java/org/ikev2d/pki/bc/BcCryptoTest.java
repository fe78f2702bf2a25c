package org.ikev2d.pki.bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.GroupAlgorithm;
import org.ikev2d.crypto.KeyExchangeMethod;
import org.ikev2d.crypto.KeyExchangeMethod.Agreement;
import org.ikev2d.crypto.KeyExchangeMethod.Agreement.Agreed;
import org.ikev2d.crypto.KeyExchangeMethod.Agreement.Invalid;
import org.ikev2d.crypto.KeyExchangeMethod.Initiation;
import org.ikev2d.crypto.Secret;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BcCryptoTest {
  private static final Crypto JDK = new JdkCrypto();
  private static final Crypto BC = new BcCrypto(JDK);
  private static final SecureRandom RANDOM = new SecureRandom();

  static Stream<JsonNode> curveVectors() {
    return vectors("curves");
  }

  static Stream<JsonNode> montgomeryVectors() {
    return vectors("montgomery");
  }

  static Stream<JsonNode> invalidValues() {
    return vectors("invalid_public_values")
        .filter(
            vector -> method(vector) instanceof CurveMethod || method(vector) instanceof XdhMethod);
  }

  static Stream<GroupAlgorithm> ours() {
    return AlgorithmTable.groups().stream().filter(BcCryptoTest::isOurs);
  }

  static Stream<GroupAlgorithm> shared() {
    return ours().filter(row -> JDK.keyExchange(row.id()).isPresent());
  }

  private static boolean isOurs(GroupAlgorithm row) {
    return BC.keyExchange(row.id())
        .filter(method -> method instanceof CurveMethod || method instanceof XdhMethod)
        .isPresent();
  }

  private static Stream<JsonNode> vectors(String field) {
    try (InputStream in = BcCryptoTest.class.getResourceAsStream("/vectors/curve-vectors.json")) {
      JsonNode array = new ObjectMapper().readTree(Objects.requireNonNull(in)).get(field);
      return StreamSupport.stream(array.spliterator(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static KeyExchangeMethod method(JsonNode vector) {
    return BC.keyExchange(new GroupId(vector.get("group").asInt())).orElseThrow();
  }

  private static Bytes bytes(JsonNode vector, String field) {
    return Bytes.ofHex(vector.get(field).asText());
  }

  private static Agreed agreed(Agreement agreement) {
    assertThat(agreement).isInstanceOf(Agreed.class);
    return (Agreed) agreement;
  }

  private static String hex(Secret secret) {
    return Bytes.wrap(secret.expose()).toHex();
  }

  @Test
  void allCurvesOfTheTableAreOurs() {
    assertThat(ours().map(row -> row.id().code()))
        .containsExactly(19, 20, 21, 25, 26, 27, 28, 29, 30, 31, 32);
  }

  @Tag("vectors:curve-vectors.json/curves")
  @Tag("R7296-2.14-3")
  @ParameterizedTest
  @MethodSource("curveVectors")
  void publishedExchangesOnCurves(JsonNode vector) {
    CurveMethod method = (CurveMethod) method(vector);
    BigInteger privateR = new BigInteger(1, bytes(vector, "priv_r").toArray());
    BigInteger privateI = new BigInteger(1, bytes(vector, "priv_i").toArray());
    Agreed responder = agreed(method.respond(bytes(vector, "ke_i"), method.pair(privateR)));
    assertThat(responder.ourValue()).isEqualTo(bytes(vector, "ke_r"));
    assertThat(hex(responder.shared())).isEqualTo(vector.get("shared").asText());
    Agreed other = agreed(method.respond(bytes(vector, "ke_r"), method.pair(privateI)));
    assertThat(other.ourValue()).isEqualTo(bytes(vector, "ke_i"));
    assertThat(other.shared()).isEqualTo(responder.shared());
  }

  @Tag("vectors:curve-vectors.json/montgomery")
  @Tag("R7296-2.14-3")
  @ParameterizedTest
  @MethodSource("montgomeryVectors")
  void publishedExchangesOfRfc7748(JsonNode vector) {
    XdhMethod method = (XdhMethod) method(vector);
    Secret privateI = Secret.ofPublic(bytes(vector, "priv_i"));
    try (Initiation initiation = method.initiate(privateI)) {
      assertThat(initiation.publicValue()).isEqualTo(bytes(vector, "ke_i"));
      assertThat(hex(agreed(initiation.finish(bytes(vector, "ke_r"))).shared()))
          .isEqualTo(vector.get("shared").asText());
    }
    assertThat(privateI.isClosed()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("shared")
  void theJdkAndBouncyCastleAgree(GroupAlgorithm row) {
    KeyExchangeMethod jdk = JDK.keyExchange(row.id()).orElseThrow();
    KeyExchangeMethod bc = BC.keyExchange(row.id()).orElseThrow();
    assertAgree(jdk, bc);
    assertAgree(bc, jdk);
  }

  @ParameterizedTest
  @MethodSource("ours")
  void bothSidesAgreeAndLengthsAreThoseOfTheTable(GroupAlgorithm row) {
    KeyExchangeMethod method = BC.keyExchange(row.id()).orElseThrow();
    assertThat(method.initiatorLength()).isEqualTo(row.initiatorOctets());
    assertThat(method.responderLength()).isEqualTo(row.responderOctets());
    assertThat(assertAgree(method, method).length()).isEqualTo(row.secretOctets());
  }

  private static Secret assertAgree(KeyExchangeMethod one, KeyExchangeMethod other) {
    try (Initiation initiation = one.initiate(RANDOM)) {
      Agreed responder = agreed(other.respond(initiation.publicValue(), RANDOM));
      Agreed initiator = agreed(initiation.finish(responder.ourValue()));
      assertThat(initiator.shared()).isEqualTo(responder.shared());
      return initiator.shared();
    }
  }

  @Tag("R6989-2-1")
  @ParameterizedTest
  @MethodSource("invalidValues")
  void valuesThatWouldGiveTheSecretAwayAreRefused(JsonNode vector) {
    KeyExchangeMethod method = method(vector);
    assertThat(method.respond(bytes(vector, "ke"), RANDOM)).isInstanceOf(Invalid.class);
    try (Initiation initiation = method.initiate(RANDOM)) {
      assertThat(initiation.finish(bytes(vector, "ke"))).isInstanceOf(Invalid.class);
    }
  }

  @ParameterizedTest
  @MethodSource("ours")
  void valuesOfZeroesOfOnesOrOfTheWrongLengthAreRefused(GroupAlgorithm row) {
    KeyExchangeMethod method = BC.keyExchange(row.id()).orElseThrow();
    int length = row.initiatorOctets();
    assertThat(method.respond(Bytes.wrap(new byte[length]), RANDOM)).isInstanceOf(Invalid.class);
    assertThat(method.respond(Bytes.wrap(new byte[length - 1]), RANDOM))
        .isInstanceOf(Invalid.class);
    assertThat(method.respond(Bytes.wrap(new byte[length + 1]), RANDOM))
        .isInstanceOf(Invalid.class);
    if (method instanceof CurveMethod) {
      byte[] ones = new byte[length];
      java.util.Arrays.fill(ones, (byte) 0xff);
      assertThat(((Invalid) method.respond(Bytes.wrap(ones), RANDOM)).reason())
          .contains("field prime");
    }
  }

  @ParameterizedTest
  @MethodSource("ours")
  void allRandomnessComesFromTheGivenSource(GroupAlgorithm row) {
    KeyExchangeMethod method = BC.keyExchange(row.id()).orElseThrow();
    try (Initiation one = method.initiate(new Seeded(7));
        Initiation same = method.initiate(new Seeded(7));
        Initiation other = method.initiate(new Seeded(8))) {
      assertThat(one.publicValue()).isEqualTo(same.publicValue());
      assertThat(one.publicValue()).isNotEqualTo(other.publicValue());
    }
  }

  @ParameterizedTest
  @MethodSource("ours")
  void aClosedInitiationCannotBeFinished(GroupAlgorithm row) {
    Initiation initiation = BC.keyExchange(row.id()).orElseThrow().initiate(RANDOM);
    initiation.close();
    assertThatThrownBy(() -> initiation.finish(initiation.publicValue()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theRestIsThatOfTheOtherProvider() {
    assertThat(BC.prf(PrfId.HMAC_SHA2_256)).isEqualTo(JDK.prf(PrfId.HMAC_SHA2_256));
    assertThat(BC.keyExchange(GroupId.MODP_2048))
        .containsSame(JDK.keyExchange(GroupId.MODP_2048).orElseThrow());
    assertThat(BC.cipher(EncrId.AES_GCM_16, 256, IntegId.NONE)).isPresent();
    assertThat(BC.sha1(new byte[] {1})).isEqualTo(JDK.sha1(new byte[] {1}));
    assertThat(BC.keyExchange(GroupId.NONE)).isEmpty();
  }

  /** A source of numbers that repeats itself, as the simulator has one. */
  private static final class Seeded extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final Random numbers;

    Seeded(long seed) {
      numbers = new Random(seed);
    }

    @Override
    public void nextBytes(byte[] octets) {
      numbers.nextBytes(octets);
    }
  }
}
