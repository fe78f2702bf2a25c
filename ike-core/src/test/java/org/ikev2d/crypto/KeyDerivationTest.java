package org.ikev2d.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ikev2d.crypto.Vectors.bytes;
import static org.ikev2d.crypto.Vectors.hex;
import static org.ikev2d.crypto.Vectors.secret;
import static org.ikev2d.crypto.Vectors.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Stream;
import org.ikev2d.crypto.Crypto.CipherSpec;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeyDerivationTest {
  private static final Crypto CRYPTO = new JdkCrypto();

  static Stream<JsonNode> nist() {
    return Vectors.list(Vectors.file("ikev2-kdf-cavs.json").get("vectors")).stream();
  }

  static Stream<JsonNode> prfPlusVectors() {
    return Vectors.list(Vectors.file("prf-vectors.json").get("prf_plus")).stream()
        .filter(vector -> implemented(vector));
  }

  static Stream<JsonNode> skeyseedVectors() {
    return Vectors.list(Vectors.file("prf-vectors.json").get("skeyseed")).stream()
        .filter(vector -> implemented(vector));
  }

  private static boolean implemented(JsonNode vector) {
    return PrfId.named(vector.get("prf").asText()).flatMap(CRYPTO::prf).isPresent();
  }

  private static Prf prf(JsonNode vector) {
    return PrfId.named(vector.get("prf").asText()).flatMap(CRYPTO::prf).orElseThrow();
  }

  @Tag("R7296-2.14-1")
  @Tag("R7296-2.17-1")
  @Tag("R7296-2.18-1")
  @Tag("R7296-2.13-1")
  @ParameterizedTest
  @MethodSource("nist")
  void nistVectorsOfTheWholeKeySchedule(JsonNode vector) {
    Prf prf = prf(vector);
    Bytes ni = bytes(vector, "ni");
    Bytes nr = bytes(vector, "nr");
    Secret skeyseed = KeyDerivation.skeyseed(prf, secret(vector, "g_ir"), ni, nr);
    assertThat(hex(skeyseed)).isEqualTo(vector.get("skeyseed").asText());

    Bytes dkm = bytes(vector, "dkm");
    Bytes seed =
        Bytes.concat(ni, nr, spi(vector, "spi_i").toBytes(), spi(vector, "spi_r").toBytes());
    assertThat(hex(KeyDerivation.prfPlus(prf, skeyseed, dkm.length(), seed.toArray())))
        .isEqualTo(dkm.toHex());

    Secret skD = Secret.ofPublic(dkm.slice(0, prf.keyLength()));
    Secret fresh = secret(vector, "g_ir_new");
    int half = dkm.length() / 2;
    assertThat(joined(KeyDerivation.childKeys(prf, skD, Optional.empty(), ni, nr, 32, half - 32)))
        .isEqualTo(vector.get("dkm_child").asText());
    assertThat(joined(KeyDerivation.childKeys(prf, skD, Optional.of(fresh), ni, nr, 32, half - 32)))
        .isEqualTo(vector.get("dkm_child_dh").asText());
    assertThat(hex(KeyDerivation.rekeyedSkeyseed(prf, skD, fresh, ni, nr)))
        .isEqualTo(vector.get("skeyseed_rekey").asText());
  }

  private static String joined(ChildKeys keys) {
    return hex(keys.initiatorEncr())
        + hex(keys.initiatorInteg())
        + hex(keys.responderEncr())
        + hex(keys.responderInteg());
  }

  @Tag("R7296-2.13-1")
  @ParameterizedTest
  @MethodSource("prfPlusVectors")
  void prfPlusExpandsToAnyLength(JsonNode vector) {
    Secret stream =
        KeyDerivation.prfPlus(
            prf(vector),
            secret(vector, "key"),
            vector.get("length").asInt(),
            bytes(vector, "seed").toArray());
    assertThat(hex(stream)).isEqualTo(vector.get("output").asText());
  }

  @Tag("R7296-2.14-1")
  @ParameterizedTest
  @MethodSource("skeyseedVectors")
  void skeyseedOfEachPrf(JsonNode vector) {
    Secret seed =
        KeyDerivation.skeyseed(
            prf(vector), secret(vector, "g_ir"), bytes(vector, "ni"), bytes(vector, "nr"));
    assertThat(hex(seed)).isEqualTo(vector.get("skeyseed").asText());
  }

  @Tag("R7296-2.13-1")
  @Test
  void prfPlusEndsAfter255Blocks() {
    Prf prf = CRYPTO.prf(PrfId.HMAC_SHA2_256).orElseThrow();
    Secret key = Secret.copyOf(new byte[32]);
    assertThat(KeyDerivation.prfPlus(prf, key, 255 * 32, new byte[4]).length()).isEqualTo(8160);
    assertThatThrownBy(() -> KeyDerivation.prfPlus(prf, key, 255 * 32 + 1, new byte[4]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Tag("R7296-2.14-1")
  @Test
  void aPrfWithFixedKeyLengthTakesHalfOfItFromEachNonce() {
    Bytes ni = Bytes.ofHex("000102030405060708090a0b0c0d0e0f10");
    Bytes nr = Bytes.ofHex("202122232425262728292a2b2c2d2e2f30");
    KeyRecorder prf = new KeyRecorder();
    KeyDerivation.skeyseed(prf, Secret.copyOf(new byte[32]), ni, nr);
    assertThat(prf.key).isEqualTo("00010203040506072021222324252627");
  }

  @Tag("R7296-2.14-2")
  @Tag("R7296-2.17-1")
  @Tag("R7296-2.17-2")
  @Test
  void anExchangeOfTheAndroidLibrary() {
    JsonNode vector = Vectors.file("exchange-psk-aescbc-sha1.json");
    Prf prf = CRYPTO.prf(PrfId.HMAC_SHA1).orElseThrow();
    CipherSpec spec = CRYPTO.cipher(EncrId.AES_CBC, 128, IntegId.HMAC_SHA1_96).orElseThrow();
    IkeKeys keys = initialKeys(vector, prf, spec);
    assertKeys(keys, vector.get("keys"));
    ChildKeys child =
        KeyDerivation.childKeys(
            prf, keys.skD(), Optional.empty(), bytes(vector, "ni"), bytes(vector, "nr"), 16, 20);
    assertChild(child, vector.get("first_child"));
  }

  @Tag("R7296-2.14-2")
  @Tag("R7296-2.17-1")
  @Tag("R7296-2.17-2")
  @Tag("R7296-2.18-1")
  @Test
  void aWholeLifeOfAnIkeSaWithACombinedModeCipher() {
    JsonNode vector = Vectors.file("exchange-synthetic.json").get("exchanges").get("A");
    Prf prf = CRYPTO.prf(PrfId.HMAC_SHA2_256).orElseThrow();
    CipherSpec spec = CRYPTO.cipher(EncrId.AES_GCM_16, 256, IntegId.NONE).orElseThrow();
    IkeKeys keys = initialKeys(vector, prf, spec);
    assertKeys(keys, vector.get("keys"));

    ChildKeys first =
        KeyDerivation.childKeys(
            prf, keys.skD(), Optional.empty(), bytes(vector, "ni"), bytes(vector, "nr"), 36, 0);
    assertThat(hex(first.initiatorEncr()))
        .isEqualTo(vector.get("child1").get("key_i_to_r").asText());
    assertThat(hex(first.responderEncr()))
        .isEqualTo(vector.get("child1").get("key_r_to_i").asText());

    JsonNode pfs = vector.get("child_rekey");
    ChildKeys second =
        KeyDerivation.childKeys(
            prf,
            keys.skD(),
            Optional.of(secret(pfs, "g_ir")),
            bytes(pfs, "ni"),
            bytes(pfs, "nr"),
            36,
            0);
    assertThat(hex(second.initiatorEncr())).isEqualTo(pfs.get("key_i_to_r").asText());
    assertThat(hex(second.responderEncr())).isEqualTo(pfs.get("key_r_to_i").asText());

    JsonNode rekey = vector.get("ike_rekey");
    IkeKeys next =
        KeyDerivation.rekeyedIkeKeys(
            prf,
            keys.skD(),
            prf,
            spec,
            secret(rekey, "g_ir"),
            bytes(rekey, "ni"),
            bytes(rekey, "nr"),
            spi(rekey, "new_spi_i"),
            spi(rekey, "new_spi_r"));
    assertKeys(next, rekey.get("keys"));
  }

  @Tag("R7296-2.14-2")
  @Tag("R7296-2.17-2")
  @Test
  void keysForACipherWithSeparateIntegrityAndALongNonce() {
    JsonNode vector = Vectors.file("exchange-synthetic.json").get("exchanges").get("B");
    Prf prf = CRYPTO.prf(PrfId.HMAC_SHA2_256).orElseThrow();
    CipherSpec spec = CRYPTO.cipher(EncrId.AES_CBC, 256, IntegId.HMAC_SHA2_256_128).orElseThrow();
    IkeKeys keys = initialKeys(vector, prf, spec);
    assertKeys(keys, vector.get("keys"));
    ChildKeys child =
        KeyDerivation.childKeys(
            prf, keys.skD(), Optional.empty(), bytes(vector, "ni"), bytes(vector, "nr"), 32, 32);
    assertChild(child, vector.get("child"));
  }

  /** Made here from the formulas of RFC 7296 sections 2.13 and 2.18 alone. */
  @Test
  @Tag("R7296-2.18-2")
  void aRekeyThatChangesThePrfBeginsWithTheOldOne() throws Exception {
    Prf old = CRYPTO.prf(PrfId.HMAC_SHA1).orElseThrow();
    Prf next = CRYPTO.prf(PrfId.HMAC_SHA2_256).orElseThrow();
    CipherSpec spec = CRYPTO.cipher(EncrId.AES_CBC, 128, IntegId.HMAC_SHA1_96).orElseThrow();
    byte[] skD = new byte[20];
    byte[] shared = new byte[32];
    java.util.Arrays.fill(shared, (byte) 7);
    Bytes ni = Bytes.ofHex("11".repeat(16));
    Bytes nr = Bytes.ofHex("22".repeat(16));

    IkeKeys keys =
        KeyDerivation.rekeyedIkeKeys(
            old,
            Secret.copyOf(skD),
            next,
            spec,
            Secret.copyOf(shared),
            ni,
            nr,
            new IkeSpi(1),
            new IkeSpi(2));

    byte[] seed = mac("HmacSHA1", skD, shared, ni.toArray(), nr.toArray());
    byte[] spis = Bytes.ofHex("00000000000000010000000000000002").toArray();
    byte[] first = mac("HmacSHA256", seed, ni.toArray(), nr.toArray(), spis, new byte[] {1});
    assertThat(keys.skD().expose()).isEqualTo(first);
  }

  private static byte[] mac(String name, byte[] key, byte[]... data) throws Exception {
    javax.crypto.Mac mac = javax.crypto.Mac.getInstance(name);
    mac.init(new javax.crypto.spec.SecretKeySpec(key, name));
    for (byte[] part : data) {
      mac.update(part);
    }
    return mac.doFinal();
  }

  @Test
  @Tag("RX-KEY-1")
  void closedKeysRefuseTheirUse() {
    JsonNode vector = Vectors.file("exchange-psk-aescbc-sha1.json");
    Prf prf = CRYPTO.prf(PrfId.HMAC_SHA1).orElseThrow();
    CipherSpec spec = CRYPTO.cipher(EncrId.AES_CBC, 128, IntegId.HMAC_SHA1_96).orElseThrow();
    IkeKeys keys = initialKeys(vector, prf, spec);
    keys.close();
    assertThatThrownBy(() -> prf.compute(keys.skPi(), new byte[1]))
        .isInstanceOf(IllegalStateException.class);
    assertThat(keys.toString()).doesNotContain(vector.get("keys").get("SK_d").asText());
  }

  private static IkeKeys initialKeys(JsonNode vector, Prf prf, CipherSpec spec) {
    IkeSpi spiI = spi(vector, "spi_i");
    IkeSpi spiR = spi(vector, "spi_r");
    return KeyDerivation.ikeKeys(
        prf, spec, secret(vector, "g_ir"), bytes(vector, "ni"), bytes(vector, "nr"), spiI, spiR);
  }

  private static void assertKeys(IkeKeys keys, JsonNode expected) {
    assertThat(hex(keys.skD())).isEqualTo(expected.get("SK_d").asText());
    assertThat(hex(keys.skAi())).isEqualTo(expected.get("SK_ai").asText());
    assertThat(hex(keys.skAr())).isEqualTo(expected.get("SK_ar").asText());
    assertThat(hex(keys.skEi())).isEqualTo(expected.get("SK_ei").asText());
    assertThat(hex(keys.skEr())).isEqualTo(expected.get("SK_er").asText());
    assertThat(hex(keys.skPi())).isEqualTo(expected.get("SK_pi").asText());
    assertThat(hex(keys.skPr())).isEqualTo(expected.get("SK_pr").asText());
  }

  private static void assertChild(ChildKeys keys, JsonNode expected) {
    assertThat(hex(keys.initiatorEncr())).isEqualTo(expected.get("encr_i").asText());
    assertThat(hex(keys.initiatorInteg())).isEqualTo(expected.get("integ_i").asText());
    assertThat(hex(keys.responderEncr())).isEqualTo(expected.get("encr_r").asText());
    assertThat(hex(keys.responderInteg())).isEqualTo(expected.get("integ_r").asText());
  }

  /** A PRF of the AES-XCBC kind that keeps the key it was last given. */
  private static final class KeyRecorder implements Prf {
    private String key = "";

    @Override
    public PrfId id() {
      return PrfId.AES128_XCBC;
    }

    @Override
    public int keyLength() {
      return 16;
    }

    @Override
    public boolean hasFixedKeyLength() {
      return true;
    }

    @Override
    public int outputLength() {
      return 16;
    }

    @Override
    public Secret compute(Secret key, byte[]... data) {
      this.key = hex(key);
      return Secret.copyOf(new byte[16]);
    }
  }
}
