package org.ikev2d.crypto.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ikev2d.crypto.Vectors.bytes;
import static org.ikev2d.crypto.Vectors.secret;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.Crypto.CipherSpec;
import org.ikev2d.crypto.EncrAlgorithm;
import org.ikev2d.crypto.PayloadCipher;
import org.ikev2d.crypto.Secret;
import org.ikev2d.crypto.Vectors;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PayloadCipherTest {
  private static final Crypto CRYPTO = new JdkCrypto();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] HEADER = Bytes.ofText("header of a message").toArray();
  private static final Secret NO_KEY = Secret.copyOf(new byte[0]);

  /** Each cipher in each key length; those with separate integrity with each transform of it. */
  static Stream<CipherSpec> specs() {
    return AlgorithmTable.encrs().stream()
        .flatMap(row ->
            row.keyBits().stream().flatMap(bits -> integs().flatMap(i -> spec(row, bits, i))));
  }

  private static Stream<IntegId> integs() {
    return Stream.concat(
        Stream.of(IntegId.NONE), AlgorithmTable.integs().stream().map(row -> row.id()));
  }

  private static Stream<CipherSpec> spec(EncrAlgorithm row, int bits, IntegId integ) {
    return CRYPTO.cipher(row.id(), bits, integ).stream();
  }

  static Stream<JsonNode> aeadVectors() {
    return Vectors.list(Vectors.file("sk-and-cipher-vectors.json").get("aead")).stream();
  }

  private static Stream<AeadCipher.Spec> aead(JsonNode vector) {
    EncrId id = EncrId.named(vector.get("alg").asText().substring("ENCR_".length())).orElseThrow();
    EncrAlgorithm row = AlgorithmTable.encr(id).orElseThrow();
    int bits = 8 * (bytes(vector, "key_with_salt").length() - row.saltOctets());
    return CRYPTO.cipher(id, bits, IntegId.NONE).map(AeadCipher.Spec.class::cast).stream();
  }

  private static PayloadCipher keyed(CipherSpec spec) {
    byte[] encr = new byte[spec.encryptionKeyLength()];
    byte[] integ = new byte[spec.integrityKeyLength()];
    for (int i = 0; i < encr.length; i++) {
      encr[i] = (byte) (3 * i + 1);
    }
    return spec.key(Secret.wrap(encr), Secret.wrap(integ));
  }

  @Tag("vectors:sk-and-cipher-vectors.json/aead")
  @Tag("R5282-3-1")
  @Tag("R7634-2-1")
  @ParameterizedTest
  @MethodSource("aeadVectors")
  void publishedValuesOfCombinedModeCiphers(JsonNode vector) {
    AeadCipher.Spec spec = aead(vector).findAny().orElseThrow();
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

  static Stream<JsonNode> codeVectors() {
    return Vectors.list(Vectors.file("prf-vectors.json").get("integrity")).stream();
  }

  /** A published message that ends with what passes for an IV and one block. */
  @Tag("vectors:prf-vectors.json/integrity")
  @Tag("R7296-3.14-2")
  @ParameterizedTest
  @MethodSource("codeVectors")
  void publishedCodesOpenAndOthersDoNot(JsonNode vector) {
    IntegId id = IntegId.named(vector.get("integ").asText()).orElseThrow();
    CipherSpec spec = CRYPTO.cipher(EncrId.AES_CBC, 128, id).orElseThrow();
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

  @Tag("vectors:sk-and-cipher-vectors.json/ctr_cbc")
  @Test
  void publishedValuesOfAesCbc() {
    for (JsonNode vector :
        Vectors.list(Vectors.file("sk-and-cipher-vectors.json").get("ctr_cbc"))) {
      Bytes key = bytes(vector, "key");
      CipherSpec spec =
          CRYPTO.cipher(EncrId.AES_CBC, 8 * key.length(), IntegId.HMAC_SHA1_96).orElseThrow();
      Bytes iv = bytes(vector, "iv");
      try (PayloadCipher cipher = spec.key(Secret.ofPublic(key), Secret.copyOf(new byte[20]))) {
        byte[] sealed = cipher.seal(HEADER, bytes(vector, "plain").toArray(), KnownIv.random(iv));
        assertThat(Bytes.copyOf(sealed, 0, sealed.length - 12))
            .isEqualTo(Bytes.concat(iv, bytes(vector, "cipher")));
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

  @Tag("R7296-3.14-2")
  @ParameterizedTest
  @MethodSource("specs")
  void noFlippedBitOpens(CipherSpec spec) {
    try (PayloadCipher cipher = keyed(spec)) {
      byte[] plain = new byte[16];
      byte[] sealed = cipher.seal(HEADER, plain, RANDOM);
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
      assertThat(cipher.open(HEADER, sealed)).hasValue(plain);
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void nothingShorterOrLongerOpens(CipherSpec spec) {
    try (PayloadCipher cipher = keyed(spec)) {
      byte[] sealed = cipher.seal(HEADER, new byte[16], RANDOM);
      for (int length = 0; length < sealed.length; length++) {
        assertThat(cipher.open(HEADER, Arrays.copyOf(sealed, length))).as("" + length).isEmpty();
      }
      assertThat(cipher.open(HEADER, Arrays.copyOf(sealed, sealed.length + 1))).isEmpty();
      assertThat(cipher.open(HEADER, Arrays.copyOf(sealed, sealed.length + 16))).isEmpty();
    }
  }

  @Tag("R7296-3.14-1")
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

  /** The codes of RFC 2404 and RFC 4868 are those of the PRF, cut. */
  @Tag("R7296-3.14-2")
  @ParameterizedTest
  @MethodSource("codes")
  void codesAreThoseOfThePrfCut(IntegId id) {
    Secret key = Secret.copyOf(new byte[AlgorithmTable.integKeymatOctets(id).orElseThrow()]);
    CipherSpec spec = CRYPTO.cipher(EncrId.AES_CBC, 128, id).orElseThrow();
    try (PayloadCipher cipher = spec.key(Secret.copyOf(new byte[16]), key)) {
      byte[] sealed = cipher.seal(HEADER, new byte[16], RANDOM);
      int covered = sealed.length - cipher.icvLength();
      byte[] whole =
          CRYPTO
              .prf(AlgorithmTable.prfMatching(id).orElseThrow().id())
              .orElseThrow()
              .compute(key, HEADER, Arrays.copyOf(sealed, covered))
              .expose();
      assertThat(Arrays.copyOfRange(sealed, covered, sealed.length))
          .isEqualTo(Arrays.copyOf(whole, cipher.icvLength()));
    }
  }

  static Stream<IntegId> codes() {
    return Stream.of(
        IntegId.HMAC_SHA1_96,
        IntegId.HMAC_SHA1_160,
        IntegId.HMAC_SHA2_256_128,
        IntegId.HMAC_SHA2_384_192,
        IntegId.HMAC_SHA2_512_256);
  }

  @Tag("R8247-2-1")
  @Test
  void theCoreProfileIsThere() {
    assertThat(CRYPTO.cipher(EncrId.AES_CBC, 192, IntegId.HMAC_SHA2_384_192)).isPresent();
    assertThat(CRYPTO.cipher(EncrId.TRIPLE_DES, 192, IntegId.HMAC_SHA1_96)).isPresent();
    assertThat(CRYPTO.cipher(EncrId.AES_GCM_16, 128, IntegId.NONE)).isPresent();
    assertThat(CRYPTO.cipher(EncrId.CHACHA20_POLY1305, 256, IntegId.NONE)).isPresent();
  }

  @Tag("R7296-2.7-2")
  @Test
  void combinationsThatMakeNoSenseAreNotOffered() {
    assertThat(CRYPTO.cipher(EncrId.AES_CBC, 128, IntegId.NONE)).isEmpty();
    assertThat(CRYPTO.cipher(EncrId.AES_GCM_16, 128, IntegId.HMAC_SHA2_256_128)).isEmpty();
    assertThat(CRYPTO.cipher(EncrId.AES_CBC, 129, IntegId.HMAC_SHA2_256_128)).isEmpty();
    assertThat(CRYPTO.cipher(EncrId.AES_CBC, 128, IntegId.HMAC_MD5_96)).isEmpty();
    assertThat(CRYPTO.cipher(EncrId.NULL, 0, IntegId.HMAC_SHA2_256_128)).isEmpty();
  }
}
