package org.ikev2d.crypto.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ikev2d.crypto.Vectors.bytes;
import static org.ikev2d.crypto.Vectors.hex;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Random;
import java.util.stream.Stream;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.GroupAlgorithm;
import org.ikev2d.crypto.KeyExchangeMethod;
import org.ikev2d.crypto.KeyExchangeMethod.Agreement;
import org.ikev2d.crypto.KeyExchangeMethod.Agreement.Agreed;
import org.ikev2d.crypto.KeyExchangeMethod.Agreement.Invalid;
import org.ikev2d.crypto.KeyExchangeMethod.Initiation;
import org.ikev2d.crypto.Vectors;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.GroupId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyExchangeTest {
  private static final Crypto CRYPTO = new JdkCrypto();
  private static final SecureRandom RANDOM = new SecureRandom();

  static Stream<GroupAlgorithm> groups() {
    return AlgorithmTable.groups().stream().filter(row -> CRYPTO.keyExchange(row.id()).isPresent());
  }

  static Stream<JsonNode> vectors() {
    return Vectors.list(Vectors.file("dh-vectors.json").get("vectors")).stream();
  }

  static Stream<JsonNode> invalidValues() {
    return Vectors.list(Vectors.file("dh-vectors.json").get("invalid_public_values")).stream();
  }

  private static PairMethod method(JsonNode vector) {
    return (PairMethod) CRYPTO.keyExchange(new GroupId(vector.get("group").asInt())).orElseThrow();
  }

  @Tag("R8247-2-1")
  @Test
  void theGroupsOfTheCoreProfileAreThere() {
    assertThat(groups().map(row -> row.id().code()))
        .contains(14, 15, 16, 19, 20, 21, 31)
        .contains(2, 5, 17, 18, 22, 23, 24, 32);
  }

  @Tag("vectors:dh-vectors.json/vectors")
  @Tag("R7296-2.14-3")
  @ParameterizedTest
  @MethodSource("vectors")
  void publishedExchangesGiveTheirSecretOnBothSides(JsonNode vector) throws Exception {
    PairMethod method = method(vector);
    Bytes fromI = bytes(vector, "ke_i");
    Bytes fromR = bytes(vector, "ke_r");
    Agreed responder =
        agreed(method.agreement(FixedKeys.of(method, bytes(vector, "priv_r"), fromR), fromI));
    assertThat(responder.ourValue()).isEqualTo(fromR);
    assertThat(hex(responder.shared())).isEqualTo(vector.get("shared").asText());
    try (Initiation initiation =
        method.initiation(FixedKeys.of(method, bytes(vector, "priv_i"), fromI))) {
      assertThat(initiation.publicValue()).isEqualTo(fromI);
      assertThat(hex(agreed(initiation.finish(fromR)).shared()))
          .isEqualTo(vector.get("shared").asText());
    }
  }

  @Tag("R7296-3.4-1")
  @ParameterizedTest
  @MethodSource("groups")
  void bothSidesAgreeAndLengthsAreThoseOfTheTable(GroupAlgorithm row) {
    KeyExchangeMethod method = CRYPTO.keyExchange(row.id()).orElseThrow();
    assertThat(method.initiatorLength()).isEqualTo(row.initiatorOctets());
    assertThat(method.responderLength()).isEqualTo(row.responderOctets());
    try (Initiation initiation = method.initiate(RANDOM)) {
      assertThat(initiation.publicValue().length()).isEqualTo(row.initiatorOctets());
      Agreed responder = agreed(method.respond(initiation.publicValue(), RANDOM));
      assertThat(responder.ourValue().length()).isEqualTo(row.responderOctets());
      Agreed initiator = agreed(initiation.finish(responder.ourValue()));
      assertThat(initiator.shared()).isEqualTo(responder.shared());
      assertThat(initiator.shared().length()).isEqualTo(row.secretOctets());
    }
  }

  @ParameterizedTest
  @MethodSource("groups")
  void allRandomnessComesFromTheGivenSource(GroupAlgorithm row) {
    KeyExchangeMethod method = CRYPTO.keyExchange(row.id()).orElseThrow();
    try (Initiation one = method.initiate(new Seeded(7));
        Initiation same = method.initiate(new Seeded(7));
        Initiation other = method.initiate(new Seeded(8))) {
      assertThat(one.publicValue()).isEqualTo(same.publicValue());
      assertThat(one.publicValue()).isNotEqualTo(other.publicValue());
    }
  }

  @Tag("R6989-2-1")
  @ParameterizedTest
  @MethodSource("invalidValues")
  void valuesThatWouldGiveTheSecretAwayAreRefused(JsonNode vector) {
    PairMethod method = method(vector);
    Bytes value = bytes(vector, "ke");
    assertThat(method.respond(value, RANDOM)).isInstanceOf(Invalid.class);
    try (Initiation initiation = method.initiate(RANDOM)) {
      assertThat(initiation.finish(value)).isInstanceOf(Invalid.class);
    }
  }

  @Tag("R7296-3.4-1")
  @ParameterizedTest
  @MethodSource("groups")
  void valuesOfTheWrongLengthAreRefusedWithBothLengths(GroupAlgorithm row) {
    KeyExchangeMethod method = CRYPTO.keyExchange(row.id()).orElseThrow();
    int length = row.initiatorOctets();
    Agreement tooShort = method.respond(Bytes.wrap(new byte[length - 1]), RANDOM);
    Agreement tooLong = method.respond(Bytes.wrap(new byte[length + 1]), RANDOM);
    assertThat(((Invalid) tooShort).reason())
        .contains((length - 1) + " octets instead of " + length);
    assertThat(tooLong).isInstanceOf(Invalid.class);
    assertThat(method.respond(Bytes.EMPTY, RANDOM)).isInstanceOf(Invalid.class);
  }

  @ParameterizedTest
  @MethodSource("groups")
  void aRefusedAnswerDoesNotSpoilTheInitiation(GroupAlgorithm row) {
    KeyExchangeMethod method = CRYPTO.keyExchange(row.id()).orElseThrow();
    try (Initiation initiation = method.initiate(RANDOM)) {
      assertThat(initiation.finish(Bytes.wrap(new byte[row.responderOctets() - 1])))
          .isInstanceOf(Invalid.class);
      Agreed responder = agreed(method.respond(initiation.publicValue(), RANDOM));
      assertThat(agreed(initiation.finish(responder.ourValue())).shared())
          .isEqualTo(responder.shared());
    }
  }

  @Tag("R6989-2-1")
  @Test
  void aValueOutsideTheSubgroupIsRefused() {
    KeyExchangeMethod method = CRYPTO.keyExchange(GroupId.MODP_2048_256).orElseThrow();
    byte[] two = new byte[256];
    two[255] = 2;
    assertThat(((Invalid) method.respond(Bytes.wrap(two), RANDOM)).reason())
        .contains("not in the subgroup");
  }

  @Test
  void theBitBeyondTheFieldOfCurve25519IsIgnored() {
    KeyExchangeMethod method = CRYPTO.keyExchange(GroupId.CURVE25519).orElseThrow();
    Agreed responder;
    try (Initiation initiation = method.initiate(RANDOM)) {
      responder = agreed(method.respond(initiation.publicValue(), RANDOM));
      byte[] set = responder.ourValue().toArray();
      set[31] |= (byte) 0x80;
      assertThat(agreed(initiation.finish(Bytes.wrap(set))).shared()).isEqualTo(responder.shared());
    }
  }

  @Test
  void aClosedInitiationCannotBeFinished() {
    Initiation initiation = CRYPTO.keyExchange(GroupId.ECP_256).orElseThrow().initiate(RANDOM);
    initiation.close();
    assertThatThrownBy(() -> initiation.finish(initiation.publicValue()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void groupsThatTheJdkLacksAreNotOffered() {
    assertThat(CRYPTO.keyExchange(GroupId.ECP_192)).isEmpty();
    assertThat(CRYPTO.keyExchange(GroupId.BRAINPOOL_256)).isEmpty();
    assertThat(CRYPTO.keyExchange(GroupId.NONE)).isEmpty();
  }

  @Test
  void primesAndGeneratorsAreThoseOfTheRfcs() {
    Stream<ModpGroup> ours =
        Stream.of(
            ModpGroup.MODP_1024,
            ModpGroup.MODP_1536,
            ModpGroup.MODP_2048,
            ModpGroup.MODP_3072,
            ModpGroup.MODP_4096,
            ModpGroup.MODP_6144,
            ModpGroup.MODP_8192,
            ModpGroup.MODP_1024_160,
            ModpGroup.MODP_2048_224,
            ModpGroup.MODP_2048_256);
    assertThat(ours).allSatisfy(KeyExchangeTest::assertParameters);
  }

  /** Nobody has published exchanges of the groups of RFC 3526: one side is computed here. */
  @Tag("R7296-2.14-3")
  @ParameterizedTest
  @ValueSource(ints = {2, 5, 14, 15, 16, 17, 18})
  void secretsOfTheOldGroupsAreThoseOfTheFormula(int group) {
    JsonNode known =
        Vectors.list(Vectors.file("groups.json").get("groups")).stream()
            .filter(node -> node.get("group").asInt() == group)
            .findFirst()
            .orElseThrow();
    BigInteger p = number(known, "p");
    BigInteger x = new BigInteger(256, RANDOM).setBit(255);
    int octets = (p.bitLength() + 7) / 8;
    KeyExchangeMethod method = CRYPTO.keyExchange(new GroupId(group)).orElseThrow();
    try (Initiation initiation = method.initiate(RANDOM)) {
      Bytes ours = padded(number(known, "g").modPow(x, p), octets);
      BigInteger theirs = new BigInteger(1, initiation.publicValue().toArray());
      assertThat(hex(agreed(initiation.finish(ours)).shared()))
          .isEqualTo(padded(theirs.modPow(x, p), octets).toHex());
    }
  }

  private static Bytes padded(BigInteger value, int octets) {
    byte[] all = new byte[octets];
    byte[] number = value.toByteArray();
    int length = Math.min(number.length, octets);
    System.arraycopy(number, number.length - length, all, octets - length, length);
    return Bytes.wrap(all);
  }

  private static void assertParameters(ModpGroup group) {
    JsonNode known =
        Vectors.list(Vectors.file("groups.json").get("groups")).stream()
            .filter(node -> node.get("group").asInt() == group.id().code())
            .findFirst()
            .orElseThrow();
    assertThat(group.prime()).isEqualTo(number(known, "p"));
    assertThat(group.generator()).isEqualTo(number(known, "g"));
    assertThat(group.order().isPresent()).isEqualTo(known.has("q"));
    group.order().ifPresent(order -> assertThat(order).isEqualTo(number(known, "q")));
    int strength = AlgorithmTable.group(group.id()).orElseThrow().strength();
    assertThat(group.exponentBits()).isGreaterThanOrEqualTo(2 * strength);
  }

  private static BigInteger number(JsonNode node, String field) {
    return new BigInteger(node.get(field).asText(), 16);
  }

  private static Agreed agreed(Agreement agreement) {
    assertThat(agreement).isInstanceOf(Agreed.class);
    return (Agreed) agreement;
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
