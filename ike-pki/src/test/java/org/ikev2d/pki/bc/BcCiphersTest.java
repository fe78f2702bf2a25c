package org.ikev2d.pki.bc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ikev2d.pki.bc.BcVectors.bytes;
import static org.ikev2d.pki.bc.BcVectors.secret;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.Crypto.CipherSpec;
import org.ikev2d.crypto.EncrAlgorithm;
import org.ikev2d.crypto.PayloadCipher;
import org.ikev2d.crypto.Secret;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BcCiphersTest {
  private static final Crypto JDK = new JdkCrypto();
  private static final Crypto BC = new BcCrypto(JDK);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] HEADER = Bytes.ofText("header of a message").toArray();
  private static final Secret NO_KEY = Secret.copyOf(new byte[0]);

  /** Each combination of Bouncy Castle in each key length. */
  static Stream<CipherSpec> specs() {
    return combinations((encr, bits, integ) -> BcCiphers.spec(encr, bits, integ));
  }

  private interface Maker {
    Optional<CipherSpec> spec(EncrId encr, int bits, IntegId integ);
  }

  private static Stream<CipherSpec> combinations(Maker maker) {
    return AlgorithmTable.encrs().stream()
        .flatMap(row ->
            row.keyBits().stream()
                .flatMap(bits -> integs().flatMap(i -> maker.spec(row.id(), bits, i).stream())));
  }

  private static Stream<IntegId> integs() {
    return Stream.concat(
        Stream.of(IntegId.NONE), AlgorithmTable.integs().stream().map(row -> row.id()));
  }

  static Stream<JsonNode> aeadVectors() {
    return BcVectors.list("aead");
  }

  static Stream<JsonNode> counterVectors() {
    return BcVectors.list("ctr");
  }

  static Stream<JsonNode> chainingVectors() {
    return BcVectors.list("cbc");
  }

  static Stream<JsonNode> messages() {
    return BcVectors.list("sk_messages");
  }

  private static EncrId encr(JsonNode vector) {
    return EncrId.named(vector.get("alg").asText().substring("ENCR_".length())).orElseThrow();
  }

  private static int bits(EncrId id, Bytes keyWithSalt) {
    return 8 * (keyWithSalt.length() - AlgorithmTable.encr(id).orElseThrow().saltOctets());
  }

  private static PayloadCipher keyed(CipherSpec spec) {
    byte[] encr = new byte[spec.encryptionKeyLength()];
    byte[] integ = new byte[spec.integrityKeyLength()];
    for (int i = 0; i < encr.length; i++) {
      encr[i] = (byte) (3 * i + 1);
    }
    return spec.key(Secret.wrap(encr), Secret.wrap(integ));
  }

  @Tag("vectors:bc-vectors.json/aead")
  @Tag("R5282-3-1")
  @ParameterizedTest
  @MethodSource("aeadVectors")
  void publishedValuesOfCcmAndOfGcmWithAShortCode(JsonNode vector) {
    EncrId id = encr(vector);
    int bits = bits(id, bytes(vector, "key_with_salt"));
    Aead.Spec spec = (Aead.Spec) BcCiphers.spec(id, bits, IntegId.NONE).orElseThrow();
    Bytes iv = bytes(vector, "iv");
    Bytes expected = Bytes.concat(iv, bytes(vector, "cipher_and_icv"));
    byte[] associated = bytes(vector, "aad").toArray();
    byte[] plain = bytes(vector, "plain").toArray();
    try (PayloadCipher cipher = spec.key(secret(vector, "key_with_salt"), iv.longAt(0))) {
      assertThat(Bytes.wrap(cipher.seal(associated, plain, RANDOM))).isEqualTo(expected);
    }
    try (PayloadCipher cipher = spec.key(secret(vector, "key_with_salt"), NO_KEY)) {
      assertThat(cipher.open(associated, expected.toArray())).hasValue(plain);
    }
  }

  @Tag("vectors:bc-vectors.json/ctr")
  @Tag("R5930-2-1")
  @ParameterizedTest
  @MethodSource("counterVectors")
  void publishedValuesOfCounterMode(JsonNode vector) {
    int bits = bits(EncrId.AES_CTR, bytes(vector, "key_with_nonce"));
    EncryptThenMac.Spec spec =
        (EncryptThenMac.Spec)
            BcCiphers.spec(EncrId.AES_CTR, bits, IntegId.HMAC_SHA2_256_128).orElseThrow();
    Bytes iv = bytes(vector, "iv");
    Secret mac = Secret.copyOf(new byte[32]);
    try (PayloadCipher cipher = spec.key(secret(vector, "key_with_nonce"), mac, iv.longAt(0))) {
      byte[] sealed = cipher.seal(HEADER, bytes(vector, "plain").toArray(), RANDOM);
      assertThat(Bytes.copyOf(sealed, 0, sealed.length - 16))
          .isEqualTo(Bytes.concat(iv, bytes(vector, "cipher")));
    }
  }

  @Tag("vectors:bc-vectors.json/cbc")
  @ParameterizedTest
  @MethodSource("chainingVectors")
  void publishedValuesOfCbc(JsonNode vector) {
    EncrId id = encr(vector);
    Bytes iv = bytes(vector, "iv");
    CipherSpec spec =
        BcCiphers.spec(id, bits(id, bytes(vector, "key")), IntegId.AES_CMAC_96).orElseThrow();
    try (PayloadCipher cipher = spec.key(secret(vector, "key"), Secret.copyOf(new byte[16]))) {
      byte[] sealed = cipher.seal(HEADER, bytes(vector, "plain").toArray(), new Known(iv));
      assertThat(Bytes.copyOf(sealed, 0, sealed.length - 12))
          .isEqualTo(Bytes.concat(iv, bytes(vector, "cipher")));
    }
  }

  @Tag("vectors:bc-vectors.json/sk_messages")
  @ParameterizedTest
  @MethodSource("messages")
  void recordedMessagesOpen(JsonNode vector) {
    CipherSpec spec = BC.cipher(EncrId.AES_CCM_12, 128, IntegId.NONE).orElseThrow();
    byte[] message = bytes(vector, "message").toArray();
    byte[] associated = Arrays.copyOf(message, 32);
    try (PayloadCipher cipher = spec.key(secret(vector, "sk_e"), NO_KEY)) {
      byte[] sealed = Arrays.copyOfRange(message, 32, message.length);
      assertThat(cipher.open(associated, sealed)).hasValue(bytes(vector, "plain").toArray());
    }
  }

  static Stream<JsonNode> codeVectors() {
    return BcVectors.list("integrity");
  }

  /** A published message that ends with what passes for an IV and one block. */
  @Tag("vectors:bc-vectors.json/integrity")
  @ParameterizedTest
  @MethodSource("codeVectors")
  void publishedCodesOpenAndOthersDoNot(JsonNode vector) {
    IntegId id = IntegId.named(vector.get("integ").asText()).orElseThrow();
    CipherSpec spec = BC.cipher(EncrId.AES_CBC, 128, id).orElseThrow();
    Bytes data = bytes(vector, "data");
    byte[] before = data.slice(0, data.length() - 32).toArray();
    byte[] sealed =
        Bytes.concat(data.slice(data.length() - 32, data.length()), bytes(vector, "icv")).toArray();
    try (PayloadCipher cipher = spec.key(Secret.copyOf(new byte[16]), secret(vector, "key"))) {
      assertThat(cipher.open(before, sealed)).isPresent();
      sealed[sealed.length - 1] ^= 1;
      assertThat(cipher.open(before, sealed)).isEmpty();
    }
  }

  /** RFC 3566 and RFC 4493 give whole codes; the transforms send their first 96 bits. */
  @Test
  void codesAreThoseOfThePrfCutTo96Bits() {
    Secret key = Secret.copyOf(new byte[16]);
    for (IntegId id : java.util.List.of(IntegId.AES_XCBC_96, IntegId.AES_CMAC_96)) {
      CipherSpec spec = BC.cipher(EncrId.AES_CBC, 128, id).orElseThrow();
      byte[] sealed;
      try (PayloadCipher cipher = spec.key(Secret.copyOf(new byte[16]), key)) {
        sealed = cipher.seal(HEADER, new byte[16], RANDOM);
      }
      byte[] covered = Arrays.copyOf(sealed, sealed.length - 12);
      Secret whole =
          BC.prf(AlgorithmTable.prfMatching(id).orElseThrow().id())
              .orElseThrow()
              .compute(key, HEADER, covered);
      assertThat(Bytes.copyOf(sealed, covered.length, 12))
          .isEqualTo(Bytes.copyOf(whole.expose(), 0, 12));
    }
  }

  @Test
  void theJdkAndBouncyCastleOpenEachOthersMessages() {
    for (EncrAlgorithm row : AlgorithmTable.encrs()) {
      for (int bits : row.keyBits()) {
        integs()
            .forEach(integ -> {
              Optional<CipherSpec> jdk = JDK.cipher(row.id(), bits, integ);
              Optional<CipherSpec> bc = BcCiphers.spec(row.id(), bits, integ);
              if (jdk.isPresent() && bc.isPresent()) {
                byte[] plain = new byte[32];
                try (PayloadCipher one = keyed(jdk.get());
                    PayloadCipher other = keyed(bc.get())) {
                  assertThat(other.open(HEADER, one.seal(HEADER, plain, RANDOM))).hasValue(plain);
                  assertThat(one.open(HEADER, other.seal(HEADER, plain, RANDOM))).hasValue(plain);
                }
              }
            });
      }
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void whatIsSealedOpens(CipherSpec spec) {
    try (PayloadCipher sender = keyed(spec);
        PayloadCipher receiver = keyed(spec)) {
      for (int blocks = 1; blocks <= 5; blocks++) {
        byte[] plain = new byte[blocks * sender.blockSize()];
        RANDOM.nextBytes(plain);
        byte[] sealed = sender.seal(HEADER, plain, RANDOM);
        assertThat(sealed).hasSize(sender.ivLength() + plain.length + sender.icvLength());
        assertThat(receiver.open(HEADER, sealed)).hasValue(plain);
        assertThat(receiver.open(HEADER, sealed)).as("a retransmission").hasValue(plain);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void noFlippedBitAndNothingShorterOrLongerOpens(CipherSpec spec) {
    try (PayloadCipher cipher = keyed(spec)) {
      byte[] sealed = cipher.seal(HEADER, new byte[16], RANDOM);
      for (int i = 0; i < 8 * sealed.length; i++) {
        byte[] flipped = sealed.clone();
        flipped[i / 8] ^= (byte) (1 << i % 8);
        assertThat(cipher.open(HEADER, flipped)).as("bit " + i).isEmpty();
      }
      for (int i = 0; i < HEADER.length; i++) {
        byte[] flipped = HEADER.clone();
        flipped[i] ^= 1;
        assertThat(cipher.open(flipped, sealed)).as("octet " + i + " before the IV").isEmpty();
      }
      for (int length = 0; length < sealed.length; length++) {
        assertThat(cipher.open(HEADER, Arrays.copyOf(sealed, length))).as("" + length).isEmpty();
      }
      assertThat(cipher.open(HEADER, Arrays.copyOf(sealed, sealed.length + 1))).isEmpty();
      assertThat(cipher.open(HEADER, Arrays.copyOf(sealed, sealed.length + 16))).isEmpty();
    }
  }

  @Tag("R5282-3-2")
  @ParameterizedTest
  @MethodSource("specs")
  void noInitializationVectorComesTwice(CipherSpec spec) {
    try (PayloadCipher cipher = keyed(spec)) {
      Set<Bytes> seen = new HashSet<>();
      for (int i = 0; i < 100; i++) {
        byte[] sealed = cipher.seal(HEADER, new byte[16], RANDOM);
        assertThat(seen.add(Bytes.copyOf(sealed, 0, cipher.ivLength()))).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void aClosedCipherRefusesItsUse(CipherSpec spec) {
    PayloadCipher cipher = keyed(spec);
    byte[] sealed = cipher.seal(HEADER, new byte[16], RANDOM);
    cipher.close();
    assertThatThrownBy(() -> cipher.seal(HEADER, new byte[16], RANDOM))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> cipher.open(HEADER, sealed)).isInstanceOf(IllegalStateException.class);
  }

  /** What the table says of IKE is what can be had, and the other way round. */
  @Test
  void everyCipherAndCodeOfTheTableThatIsForIkeIsThere() {
    for (EncrAlgorithm row : AlgorithmTable.encrs()) {
      IntegId integ = row.isCombined() ? IntegId.NONE : IntegId.HMAC_SHA2_256_128;
      int bits = row.keyBits().isEmpty() ? 0 : row.keyBits().getFirst();
      assertThat(BC.cipher(row.id(), bits, integ).isPresent())
          .as(row.name())
          .isEqualTo(row.forIke());
    }
    AlgorithmTable.integs()
        .forEach(row ->
            assertThat(BC.cipher(EncrId.AES_CBC, 128, row.id()).isPresent())
                .as(row.name())
                .isEqualTo(row.forIke()));
    AlgorithmTable.prfs().forEach(row -> assertThat(BC.prf(row.id())).as(row.name()).isPresent());
    AlgorithmTable.groups()
        .forEach(row -> assertThat(BC.keyExchange(row.id())).as(row.description()).isPresent());
  }

  /** Gives the octets of an IV. */
  private static final class Known extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final transient Bytes octets;

    Known(Bytes octets) {
      this.octets = octets;
    }

    @Override
    public void nextBytes(byte[] target) {
      octets.copyTo(target, 0);
    }
  }
}
