package org.ikev2d.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.crypto.Vectors.bytes;
import static org.ikev2d.crypto.Vectors.hex;
import static org.ikev2d.crypto.Vectors.secret;
import static org.ikev2d.crypto.Vectors.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.ikev2d.crypto.Crypto.CipherSpec;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Key exchanges in IKE_INTERMEDIATE and IKE_FOLLOWUP_KE, and preshared keys beside them. */
class MultipleKeyExchangesTest {
  private static final Crypto CRYPTO = new JdkCrypto();
  private static final Prf PRF = CRYPTO.prf(PrfId.HMAC_SHA2_256).orElseThrow();
  private static final CipherSpec GCM =
      CRYPTO.cipher(EncrId.AES_GCM_16, 256, IntegId.NONE).orElseThrow();
  private static final JsonNode EXCHANGES =
      Vectors.file("exchange-synthetic.json").get("exchanges");
  private static final JsonNode C = EXCHANGES.get("C");
  private static final JsonNode D = EXCHANGES.get("D");
  private static final Bytes NI = bytes(C, "ni");
  private static final Bytes NR = bytes(C, "nr");
  private static final IkeSpi SPI_I = spi(C, "spi_i");
  private static final IkeSpi SPI_R = spi(C, "spi_r");

  private static IkeKeys initial() {
    return KeyDerivation.ikeKeys(PRF, GCM, secret(C, "x25519_shared"), NI, NR, SPI_I, SPI_R);
  }

  private static IkeKeys afterMlKem() {
    return KeyDerivation.updatedIkeKeys(
        PRF, GCM, initial().skD(), secret(C, "mlkem768_shared"), NI, NR, SPI_I, SPI_R);
  }

  private static void assertKeys(IkeKeys keys, JsonNode expected) {
    assertThat(hex(keys.skD())).isEqualTo(expected.get("SK_d").asText());
    assertThat(hex(keys.skEi())).isEqualTo(expected.get("SK_ei").asText());
    assertThat(hex(keys.skEr())).isEqualTo(expected.get("SK_er").asText());
    assertThat(hex(keys.skPi())).isEqualTo(expected.get("SK_pi").asText());
    assertThat(hex(keys.skPr())).isEqualTo(expected.get("SK_pr").asText());
    assertThat(keys.skAi().length()).isZero();
    assertThat(keys.skAr().length()).isZero();
  }

  @Tag("R9370-2.2.2-1")
  @Test
  void anIntermediateKeyExchangeReplacesAllSevenKeys() {
    assertKeys(initial(), C.get("keys0"));
    assertKeys(afterMlKem(), C.get("keys1"));
  }

  @Test
  void thePresharedKeyReplacesTheKeysOfAuthenticationAndOfChildren() {
    IkeKeys before = afterMlKem();
    IkeKeys mixed = PpkDerivation.mixed(PRF, before, secret(C, "ppk"));
    JsonNode expected = C.get("keys1_ppk");
    assertThat(hex(mixed.skD())).isEqualTo(expected.get("SK_d").asText());
    assertThat(hex(mixed.skPi())).isEqualTo(expected.get("SK_pi").asText());
    assertThat(hex(mixed.skPr())).isEqualTo(expected.get("SK_pr").asText());
    assertThat(mixed.skEi()).isEqualTo(before.skEi());
    assertThat(mixed.skEr()).isEqualTo(before.skEr());
    before.close();
    assertThat(mixed.skEi().isClosed()).isFalse();
  }

  @Tag("R9370-2.2.4-1")
  @Test
  void secretsOfFollowUpExchangesComeAfterTheNonces() {
    JsonNode vector = D.get("followup_ke");
    List<Secret> shared =
        List.of(secret(vector, "sk0"), secret(vector, "sk1"), secret(vector, "sk2"));
    Secret skD = secret(D, "sk_d");
    Bytes ni = bytes(D, "ni");
    Bytes nr = bytes(D, "nr");
    assertThat(hex(KeyDerivation.rekeyedSkeyseed(PRF, skD, shared, ni, nr)))
        .isEqualTo(vector.get("ike_skeyseed").asText());
    ChildKeys child = KeyDerivation.childKeys(PRF, skD, shared, ni, nr, 36, 0);
    assertThat(hex(child.initiatorEncr()) + hex(child.responderEncr()))
        .isEqualTo(vector.get("child_keymat_72").asText());
  }

  @Test
  void aPresharedKeyInAnIntermediateExchangeRenewsTheKeys() {
    JsonNode vector = D.get("ppk_intermediate");
    Secret ppk = secret(vector, "ppk");
    Secret skD = secret(D, "sk_d");
    Bytes ni = bytes(vector, "ni");
    Bytes nr = bytes(vector, "nr");
    IkeSpi i = spi(vector, "spi_i");
    IkeSpi r = spi(vector, "spi_r");
    assertThat(PpkDerivation.confirmation(PRF, ppk, ni, nr, i, r))
        .isEqualTo(bytes(vector, "confirmation"));
    assertThat(hex(PpkDerivation.updatedSkeyseed(PRF, skD, ppk)))
        .isEqualTo(vector.get("skeyseed").asText());
    IkeKeys keys = PpkDerivation.updated(PRF, GCM, skD, ppk, ni, nr, i, r);
    IkeKeys expected = KeyDerivation.split(PRF, GCM, secret(vector, "skeyseed"), ni, nr, i, r);
    assertThat(keys.skPr()).isEqualTo(expected.skPr());
  }

  @Test
  void aResumedIkeSaTakesItsKeysFromTheOldOne() {
    Secret seed =
        KeyDerivation.resumedSkeyseed(PRF, secret(D, "sk_d"), bytes(D, "ni"), bytes(D, "nr"));
    assertThat(hex(seed)).isEqualTo(D.get("resumption").get("skeyseed").asText());
    IkeKeys keys =
        KeyDerivation.resumedIkeKeys(
            PRF, GCM, secret(D, "sk_d"), bytes(D, "ni"), bytes(D, "nr"), SPI_I, SPI_R);
    IkeKeys expected =
        KeyDerivation.split(PRF, GCM, seed, bytes(D, "ni"), bytes(D, "nr"), SPI_I, SPI_R);
    assertThat(keys.skD()).isEqualTo(expected.skD());
  }
}
