package org.ikev2d.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.crypto.Vectors.bytes;
import static org.ikev2d.crypto.Vectors.secret;
import static org.ikev2d.crypto.Vectors.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ikev2d.codec.Decoded;
import org.ikev2d.codec.Limits;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.Crypto.CipherSpec;
import org.ikev2d.crypto.IkeKeys;
import org.ikev2d.crypto.KeyDerivation;
import org.ikev2d.crypto.PayloadCipher;
import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.Secret;
import org.ikev2d.crypto.Vectors;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.crypto.jdk.KnownIv;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.EncryptedFragmentPayload;
import org.ikev2d.payload.EncryptedPayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.Payload;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PayloadType;
import org.ikev2d.wire.PrfId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages recorded elsewhere: they open, and sealed again with their IV they are the same. */
class RecordedMessagesTest {
  private static final Crypto CRYPTO = new JdkCrypto();
  private static final MessageCodec CODEC = new MessageCodec(Limits.DEFAULT);
  private static final Secret NONE = Secret.copyOf(new byte[0]);

  private static final CipherSpec GCM =
      CRYPTO.cipher(EncrId.AES_GCM_16, 256, IntegId.NONE).orElseThrow();
  private static final CipherSpec CBC =
      CRYPTO.cipher(EncrId.AES_CBC, 256, IntegId.HMAC_SHA2_256_128).orElseThrow();

  static Stream<JsonNode> wholeMessages() {
    return Vectors.list(Vectors.file("sk-and-cipher-vectors.json").get("sk_messages")).stream()
        .filter(vector -> !vector.has("fragment"));
  }

  static Stream<JsonNode> fragments() {
    return Vectors.list(Vectors.file("sk-and-cipher-vectors.json").get("sk_messages")).stream()
        .filter(vector -> vector.has("fragment"));
  }

  private static CipherSpec spec(JsonNode vector) {
    String name = vector.get("name").asText();
    EncrId encr =
        name.startsWith("3DES")
            ? EncrId.TRIPLE_DES
            : name.startsWith("AES-CBC")
                ? EncrId.AES_CBC
                : name.startsWith("AES-GCM") ? EncrId.AES_GCM_16 : EncrId.CHACHA20_POLY1305;
    int bits = encr.equals(EncrId.TRIPLE_DES) ? 192 : encr.equals(EncrId.AES_CBC) ? 128 : 256;
    IntegId integ = vector.has("sk_a") ? IntegId.HMAC_SHA1_96 : IntegId.NONE;
    return CRYPTO.cipher(encr, bits, integ).orElseThrow();
  }

  private static Secret encrKey(JsonNode vector) {
    return secret(vector, vector.has("sk_e") ? "sk_e" : "sk_e_with_salt");
  }

  private static Secret integKey(JsonNode vector) {
    return vector.has("sk_a") ? secret(vector, "sk_a") : NONE;
  }

  /** An envelope with one key both ways, that seals with the IV of this message. */
  private static Envelope envelope(JsonNode vector) {
    CipherSpec spec = spec(vector);
    Bytes iv = iv(decode(bytes(vector, "message")));
    PayloadCipher out = KnownIv.cipher(spec, encrKey(vector), integKey(vector), iv);
    PayloadCipher in = spec.key(encrKey(vector), integKey(vector));
    return new Envelope(CODEC, out, in, FragmentLimits.DEFAULT);
  }

  private static Bytes iv(Message message) {
    Payload last = message.payloads().getLast();
    Bytes data =
        last instanceof EncryptedFragmentPayload fragment
            ? fragment.data()
            : ((EncryptedPayload) last).data();
    return data.slice(0, 16);
  }

  @Tag("vectors:sk-and-cipher-vectors.json/sk_messages")
  @Tag("R7296-3.14-1")
  @Tag("R5282-3-1")
  @ParameterizedTest
  @MethodSource("wholeMessages")
  void aMessageOpensToItsPayloadsAndSealsToItsOctets(JsonNode vector) {
    Bytes datagram = bytes(vector, "message");
    Message outer = decode(datagram);
    try (Envelope envelope = envelope(vector)) {
      List<Payload> inner = payloads(envelope.open(datagram, outer));
      assertThat(MessageCodec.firstType(inner).code())
          .isEqualTo(vector.get("first_inner_payload").asInt());
      assertThat(CODEC.encodePayloads(inner)).isEqualTo(bytes(vector, "inner"));
      // Where the padding is not of zeroes the sender chose something else than we do.
      Bytes again = envelope.seal(outer.header(), inner, KnownIv.random(iv(outer)));
      assertThat(again.length()).isEqualTo(datagram.length());
      if (vector.get("pad_len").asInt() == 0) {
        assertThat(again).isEqualTo(datagram);
      }
      assertThat(envelope.open(again, decode(again)))
          .isEqualTo(new Opened.Payloads(inner, bytes(vector, "inner")));
    }
  }

  @Tag("vectors:sk-and-cipher-vectors.json/sk_messages")
  @ParameterizedTest
  @MethodSource("fragments")
  void aLoneFragmentIsAuthenticAndWaitsForTheOthers(JsonNode vector) {
    Bytes datagram = bytes(vector, "message");
    try (Envelope envelope = envelope(vector)) {
      assertThat(envelope.open(datagram, decode(datagram)))
          .isEqualTo(new Opened.FragmentPending(1, vector.get("fragment").get(1).asInt()));
    }
  }

  @Tag("R5282-3-1")
  @Tag("R7296-2.14-4")
  @Test
  void eachMessageOfAWholeLifeOpensAndSealsToItsOctets() {
    JsonNode exchange = Vectors.file("exchange-synthetic.json").get("exchanges").get("A");
    IkeKeys keys = ikeKeys(exchange, GCM);
    IkeKeys rekeyed = rekeyed(exchange.get("ike_rekey"), keys);
    List<JsonNode> messages = Vectors.list(exchange.get("messages"));
    for (JsonNode message : messages.subList(2, messages.size())) {
      Bytes datagram = bytes(message, "hex");
      boolean old = decode(datagram).header().initiatorSpi().equals(spi(exchange, "spi_i"));
      assertOpensAndSeals(message.get("name").asText(), datagram, GCM, old ? keys : rekeyed);
    }
  }

  private static IkeKeys rekeyed(JsonNode rekey, IkeKeys keys) {
    Prf prf = CRYPTO.prf(PrfId.HMAC_SHA2_256).orElseThrow();
    return KeyDerivation.rekeyedIkeKeys(
        prf,
        keys.skD(),
        prf,
        GCM,
        secret(rekey, "g_ir"),
        bytes(rekey, "ni"),
        bytes(rekey, "nr"),
        spi(rekey, "new_spi_i"),
        spi(rekey, "new_spi_r"));
  }

  @Test
  void theUnfragmentedMessagesOfTheOtherExchangeOpenAndSealToTheirOctets() {
    JsonNode exchange = Vectors.file("exchange-synthetic.json").get("exchanges").get("B");
    IkeKeys keys = ikeKeys(exchange, CBC);
    assertOpensAndSeals(
        "request", bytes(exchange, "ike_auth_request_unfragmented_alternative"), CBC, keys);
    assertOpensAndSeals("response", bytes(exchange, "ike_auth_response"), CBC, keys);
  }

  @Tag("R7383-2.6-1")
  @Tag("R7383-2.6-4")
  @Test
  void fragmentsInAnyOrderGiveTheSameAsTheWhole() {
    JsonNode exchange = Vectors.file("exchange-synthetic.json").get("exchanges").get("B");
    IkeKeys keys = ikeKeys(exchange, CBC);
    List<Bytes> fragments = new ArrayList<>();
    exchange
        .get("ike_auth_request_fragments")
        .forEach(node -> fragments.add(Bytes.ofHex(node.asText())));
    Bytes whole = bytes(exchange, "ike_auth_request_unfragmented_alternative");
    try (Envelope responder = Envelope.of(CBC, keys, false, CODEC)) {
      List<Payload> expected = payloads(responder.open(whole, decode(whole)));
      assertThat(CODEC.encodePayloads(expected))
          .isEqualTo(bytes(exchange, "ike_auth_request_inner"));
      for (int[] order : new int[][] {{0, 1, 2}, {2, 1, 0}, {1, 2, 0}, {2, 0, 1}}) {
        assertThat(open(responder, fragments.get(order[0])))
            .isEqualTo(new Opened.FragmentPending(1, 3));
        assertThat(open(responder, fragments.get(order[0])))
            .as("a duplicate")
            .isEqualTo(new Opened.FragmentPending(1, 3));
        assertThat(open(responder, fragments.get(order[1])))
            .isEqualTo(new Opened.FragmentPending(2, 3));
        assertThat(open(responder, fragments.get(order[2])))
            .isEqualTo(new Opened.Payloads(expected, bytes(exchange, "ike_auth_request_inner")));
      }
    }
  }

  @Test
  void theAuthDataInsideIsThatOfTheExchange() {
    JsonNode exchange = Vectors.file("exchange-synthetic.json").get("exchanges").get("B");
    IkeKeys keys = ikeKeys(exchange, CBC);
    Bytes response = bytes(exchange, "ike_auth_response");
    try (Envelope initiator = Envelope.of(CBC, keys, true, CODEC)) {
      Optional<Bytes> auth =
          payloads(open(initiator, response)).stream()
              .filter(AuthPayload.class::isInstance)
              .map(payload -> ((AuthPayload) payload).data())
              .findFirst();
      assertThat(auth).contains(bytes(exchange, "auth_r"));
    }
  }

  private static void assertOpensAndSeals(
      String name, Bytes datagram, CipherSpec spec, IkeKeys keys) {
    Message outer = decode(datagram);
    boolean fromInitiator = outer.header().fromInitiator();
    Bytes iv = iv(outer);
    PayloadCipher out =
        fromInitiator
            ? KnownIv.cipher(spec, keys.skEi(), keys.skAi(), iv)
            : KnownIv.cipher(spec, keys.skEr(), keys.skAr(), iv);
    PayloadCipher unused = spec.key(keys.skEi(), keys.skAi());
    try (Envelope receiver = Envelope.of(spec, keys, !fromInitiator, CODEC);
        Envelope sender = new Envelope(CODEC, out, unused, FragmentLimits.DEFAULT)) {
      List<Payload> inner = payloads(receiver.open(datagram, outer));
      PayloadType first = ((EncryptedPayload) outer.payloads().getLast()).firstInner();
      assertThat(MessageCodec.firstType(inner)).as(name).isEqualTo(first);
      assertThat(sender.seal(outer.header(), inner, KnownIv.random(iv)))
          .as(name)
          .isEqualTo(datagram);
    }
  }

  private static IkeKeys ikeKeys(JsonNode exchange, CipherSpec spec) {
    return KeyDerivation.ikeKeys(
        CRYPTO.prf(PrfId.HMAC_SHA2_256).orElseThrow(),
        spec,
        secret(exchange, "g_ir"),
        bytes(exchange, "ni"),
        bytes(exchange, "nr"),
        spi(exchange, "spi_i"),
        spi(exchange, "spi_r"));
  }

  private static Opened open(Envelope envelope, Bytes datagram) {
    return envelope.open(datagram, decode(datagram));
  }

  private static List<Payload> payloads(Opened opened) {
    assertThat(opened).isInstanceOf(Opened.Payloads.class);
    return ((Opened.Payloads) opened).payloads();
  }

  private static Message decode(Bytes datagram) {
    Decoded decoded = CODEC.decode(datagram);
    assertThat(decoded).isInstanceOf(Decoded.Complete.class);
    return ((Decoded.Complete) decoded).message();
  }
}
