package org.ikev2d.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.crypto.Vectors.bytes;
import static org.ikev2d.crypto.Vectors.secret;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.Secret;
import org.ikev2d.crypto.Vectors;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.wire.AuthMethod;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.IdType;
import org.ikev2d.wire.PayloadType;
import org.ikev2d.wire.PrfId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Proofs of whole exchanges that others have recorded or computed. */
class SharedKeyMicTest {
  private static final JdkCrypto CRYPTO = new JdkCrypto();
  private static final Prf SHA1 = CRYPTO.prf(PrfId.HMAC_SHA1).orElseThrow();
  private static final Prf SHA256 = CRYPTO.prf(PrfId.HMAC_SHA2_256).orElseThrow();

  private static IdPayload id(PayloadType side, Bytes body) {
    int reserved = body.intAt(0) & 0xff_ffff;
    return new IdPayload(side, new IdType(body.at(0)), reserved, body.slice(4, body.length()));
  }

  @Test
  @Tag("vectors:exchange-psk-aescbc-sha1.json")
  @Tag("R7296-2.15-1")
  @Tag("R7296-2.15-2")
  void theInitiatorOfARecordedExchange() throws Exception {
    JsonNode vector = Vectors.file("exchange-psk-aescbc-sha1.json");
    byte[] octets =
        SignedOctets.of(
            SHA1,
            bytes(vector, "ike_sa_init_request"),
            bytes(vector, "nr"),
            id(PayloadType.IDI, bytes(vector, "idi_payload_body")),
            secret(vector.get("keys"), "SK_pi"));
    byte[] digest = java.security.MessageDigest.getInstance("SHA-256").digest(octets);
    assertThat(Bytes.wrap(digest).toHex())
        .isEqualTo(vector.get("initiator_signed_octets_sha256").asText());
    Secret shared = Secret.ofPublic(Bytes.ofText(vector.get("psk_ascii").asText()));
    assertThat(SharedKeyMic.sign(SHA1, shared, octets).data())
        .isEqualTo(bytes(vector, "auth_initiator"));
  }

  @Test
  @Tag("R7296-2.15-1")
  @Tag("R7296-2.15-2")
  void bothSidesOfComputedExchanges() {
    JsonNode exchange = Vectors.file("exchange-synthetic.json").get("exchanges").get("A");
    JsonNode messages = exchange.get("messages");
    byte[] initiator =
        SignedOctets.of(
            SHA256,
            bytes(messages.get(0), "hex"),
            bytes(exchange, "nr"),
            id(PayloadType.IDI, bytes(exchange, "idi_body")),
            secret(exchange.get("keys"), "SK_pi"));
    byte[] responder =
        SignedOctets.of(
            SHA256,
            bytes(messages.get(1), "hex"),
            bytes(exchange, "ni"),
            id(PayloadType.IDR, bytes(exchange, "idr_body")),
            secret(exchange.get("keys"), "SK_pr"));
    assertThat(Bytes.wrap(initiator)).isEqualTo(bytes(exchange, "initiator_signed_octets"));
    assertThat(Bytes.wrap(responder)).isEqualTo(bytes(exchange, "responder_signed_octets"));
    Secret shared = secret(exchange, "psk_hex");
    assertThat(SharedKeyMic.sign(SHA256, shared, initiator).data())
        .isEqualTo(bytes(exchange, "auth_i"));
    assertThat(SharedKeyMic.sign(SHA256, shared, responder).data())
        .isEqualTo(bytes(exchange, "auth_r"));
  }

  @Test
  @Tag("R9242-3.3-2")
  void intermediateExchangesFollowInTheSignedOctets() {
    JsonNode exchange = Vectors.file("exchange-synthetic.json").get("exchanges").get("C");
    byte[] octets =
        SignedOctets.of(
            SHA256,
            bytes(exchange.get("messages"), "ike_sa_init_request"),
            bytes(exchange, "nr"),
            id(PayloadType.IDI, bytes(exchange, "idi_body")),
            secret(exchange.get("keys1"), "SK_pi"),
            bytes(exchange, "intauth"));
    assertThat(SharedKeyMic.sign(SHA256, secret(exchange, "psk_hex"), octets).data())
        .isEqualTo(bytes(exchange, "auth_i"));
  }

  @Test
  @Tag("R7296-2.5-1")
  void reservedOctetsOfAnIdentityAreSignedAsTheyCame() {
    Secret key = Secret.copyOf(new byte[32]);
    IdPayload plain = new IdPayload(PayloadType.IDI, IdType.KEY_ID, 0, Bytes.of(9));
    IdPayload odd = new IdPayload(PayloadType.IDI, IdType.KEY_ID, 0xa1b2c3, Bytes.of(9));
    Secret expected = SHA256.compute(key, Bytes.ofHex("0ba1b2c309").toArray());
    byte[] octets = SignedOctets.of(SHA256, Bytes.EMPTY, Bytes.EMPTY, odd, key);
    assertThat(octets).isEqualTo(expected.expose());
    assertThat(octets).isNotEqualTo(SignedOctets.of(SHA256, Bytes.EMPTY, Bytes.EMPTY, plain, key));
  }

  @Test
  @Tag("RX-AUTH-1")
  void nothingButTheWholeCodeIsRight() {
    Secret shared = Secret.ofPublic(Bytes.ofText("secret"));
    byte[] octets = {1, 2, 3};
    AuthPayload right = SharedKeyMic.sign(SHA256, shared, octets);
    assertThat(SharedKeyMic.verify(SHA256, shared, octets, right)).isTrue();
    byte[] code = right.data().toArray();
    for (int bit = 0; bit < 8 * code.length; bit++) {
      byte[] flipped = code.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(isRight(shared, octets, flipped)).as("bit " + bit).isFalse();
    }
    for (int length = 0; length < code.length; length++) {
      assertThat(isRight(shared, octets, Arrays.copyOf(code, length))).isFalse();
    }
    assertThat(isRight(shared, octets, Arrays.copyOf(code, code.length + 1))).isFalse();
    AuthPayload otherMethod = new AuthPayload(AuthMethod.DIGITAL_SIGNATURE, right.data());
    assertThat(SharedKeyMic.verify(SHA256, shared, octets, otherMethod)).isFalse();
  }

  private static boolean isRight(Secret shared, byte[] octets, byte[] code) {
    AuthPayload auth = new AuthPayload(AuthMethod.SHARED_KEY_MIC, Bytes.wrap(code));
    return SharedKeyMic.verify(SHA256, shared, octets, auth);
  }
}
