package org.ikev2d.sa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.crypto.Vectors.bytes;
import static org.ikev2d.crypto.Vectors.secret;
import static org.ikev2d.crypto.Vectors.spi;

import com.fasterxml.jackson.databind.JsonNode;
import org.ikev2d.auth.SharedKeyMic;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.Crypto.CipherSpec;
import org.ikev2d.crypto.IkeKeys;
import org.ikev2d.crypto.KeyDerivation;
import org.ikev2d.crypto.PpkDerivation;
import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.Secret;
import org.ikev2d.crypto.Vectors;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.payload.Identity;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IdType;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PayloadType;
import org.ikev2d.wire.PrfId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What both sides sign after an IKE_INTERMEDIATE exchange with ML-KEM-768, with and without a
 * post-quantum preshared key: a recorded exchange, made by another implementation.
 */
class TranscriptTest {
  private static final Crypto CRYPTO = new JdkCrypto();
  private static final Prf PRF = CRYPTO.prf(PrfId.HMAC_SHA2_256).orElseThrow();
  private static final CipherSpec GCM =
      CRYPTO.cipher(EncrId.AES_GCM_16, 256, IntegId.NONE).orElseThrow();
  private static final JsonNode C =
      Vectors.file("exchange-synthetic.json").get("exchanges").get("C");

  private static IkeKeys keys() {
    IkeKeys before =
        KeyDerivation.ikeKeys(
            PRF,
            GCM,
            secret(C, "x25519_shared"),
            bytes(C, "ni"),
            bytes(C, "nr"),
            spi(C, "spi_i"),
            spi(C, "spi_r"));
    return KeyDerivation.updatedIkeKeys(
        PRF,
        GCM,
        before.skD(),
        secret(C, "mlkem768_shared"),
        bytes(C, "ni"),
        bytes(C, "nr"),
        spi(C, "spi_i"),
        spi(C, "spi_r"));
  }

  /** As the initiator has it. */
  private static Transcript transcript(Secret skPi, Secret skPr) {
    JsonNode messages = C.get("messages");
    return new Transcript(
        bytes(messages, "ike_sa_init_request"),
        bytes(messages, "ike_sa_init_response"),
        bytes(C, "ni"),
        bytes(C, "nr"),
        skPi,
        skPr,
        bytes(C, "intauth"));
  }

  private static IdPayload id(String field, PayloadType side) {
    Bytes body = bytes(C, field);
    return new Identity(new IdType(body.at(0)), body.slice(4, body.length())).toPayload(side);
  }

  private static Bytes mic(byte[] octets) {
    return SharedKeyMic.sign(PRF, secret(C, "psk_hex"), octets).data();
  }

  @Tag("R9242-3.3-2")
  @Test
  void bothProofsAreThoseOfTheRecordedExchange() {
    IkeKeys keys = keys();
    Transcript transcript = transcript(keys.skPi(), keys.skPr());
    IdPayload idI = id("idi_body", PayloadType.IDI);
    IdPayload idR = id("idr_body", PayloadType.IDR);
    assertThat(mic(transcript.ownOctets(PRF, idI))).isEqualTo(bytes(C, "auth_i"));
    assertThat(mic(transcript.peerOctets(PRF, idR))).isEqualTo(bytes(C, "auth_r"));
  }

  @Tag("R8784-3-1")
  @Test
  void aPostQuantumPresharedKeyChangesBoth() {
    IkeKeys keys = keys();
    Secret ppk = secret(C, "ppk");
    Transcript transcript =
        transcript(keys.skPi(), keys.skPr())
            .withKeys(
                PpkDerivation.mixed(PRF, ppk, keys.skPi()),
                PpkDerivation.mixed(PRF, ppk, keys.skPr()));
    assertThat(mic(transcript.ownOctets(PRF, id("idi_body", PayloadType.IDI))))
        .isEqualTo(bytes(C, "auth_i_with_ppk"));
    assertThat(mic(transcript.peerOctets(PRF, id("idr_body", PayloadType.IDR))))
        .isEqualTo(bytes(C, "auth_r_with_ppk"));
    assertThat(PpkDerivation.mixed(PRF, ppk, keys.skD()))
        .isEqualTo(secret(C.get("keys1_ppk"), "SK_d"));
  }
}
