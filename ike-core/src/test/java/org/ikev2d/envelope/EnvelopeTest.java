package org.ikev2d.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.ikev2d.codec.Decoded;
import org.ikev2d.codec.Limits;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.codec.Problem;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.Crypto.CipherSpec;
import org.ikev2d.crypto.IkeKeys;
import org.ikev2d.crypto.Secret;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.envelope.Opened.Broken;
import org.ikev2d.envelope.Opened.FragmentPending;
import org.ikev2d.envelope.Opened.NotAuthentic;
import org.ikev2d.envelope.Opened.Payloads;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.VendorIdPayload;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PayloadType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EnvelopeTest {
  private static final Crypto CRYPTO = new JdkCrypto();
  static final MessageCodec CODEC = new MessageCodec(Limits.DEFAULT);
  static final SecureRandom RANDOM = new SecureRandom();
  static final CipherSpec GCM = spec(EncrId.AES_GCM_16, 128, IntegId.NONE);
  static final List<Payload> SMALL =
      List.of(new NoncePayload(Bytes.ofHex("00112233445566778899aabbccddeeff")));

  private static CipherSpec spec(EncrId encr, int bits, IntegId integ) {
    return CRYPTO.cipher(encr, bits, integ).orElseThrow();
  }

  static Stream<CipherSpec> specs() {
    return Stream.of(
        GCM,
        spec(EncrId.CHACHA20_POLY1305, 256, IntegId.NONE),
        spec(EncrId.AES_CBC, 256, IntegId.HMAC_SHA2_256_128),
        spec(EncrId.TRIPLE_DES, 192, IntegId.HMAC_SHA1_96));
  }

  static IkeKeys keys(CipherSpec spec) {
    return new IkeKeys(
        filled(32, 1),
        filled(spec.integrityKeyLength(), 2),
        filled(spec.integrityKeyLength(), 3),
        filled(spec.encryptionKeyLength(), 4),
        filled(spec.encryptionKeyLength(), 5),
        filled(32, 6),
        filled(32, 7));
  }

  private static Secret filled(int octets, int start) {
    byte[] content = new byte[octets];
    for (int i = 0; i < octets; i++) {
      content[i] = (byte) (start * 31 + i);
    }
    return Secret.wrap(content);
  }

  static Envelope initiator(CipherSpec spec) {
    return Envelope.of(spec, keys(spec), true, CODEC);
  }

  static Envelope responder(CipherSpec spec) {
    return Envelope.of(spec, keys(spec), false, CODEC);
  }

  static MessageHeader request(int id) {
    return header(id, false);
  }

  static MessageHeader header(int id, boolean response) {
    return MessageHeader.of(
        new IkeSpi(0x1122334455667788L),
        new IkeSpi(0x99aabbccddeeff00L),
        ExchangeType.IKE_AUTH,
        true,
        response,
        id);
  }

  static List<Payload> large(int octets) {
    byte[] content = new byte[octets];
    for (int i = 0; i < octets; i++) {
      content[i] = (byte) i;
    }
    return List.of(SMALL.getFirst(), new VendorIdPayload(Bytes.wrap(content)));
  }

  static Message decode(Bytes datagram) {
    return ((Decoded.Complete) CODEC.decode(datagram)).message();
  }

  static Opened open(Envelope envelope, Bytes datagram) {
    return envelope.open(datagram, decode(datagram));
  }

  /** What opening a whole message gives. */
  static Payloads whole(List<Payload> inner) {
    return new Payloads(inner, CODEC.encodePayloads(inner));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void whatOneSideSealsTheOtherOpens(CipherSpec spec) {
    try (Envelope one = initiator(spec);
        Envelope other = responder(spec)) {
      for (int size = 0; size < 40; size++) {
        List<Payload> inner = large(size);
        Bytes message = one.seal(request(1), inner, RANDOM);
        assertThat(decode(message).header()).isEqualTo(request(1));
        assertThat(open(other, message)).isEqualTo(whole(inner));
        assertThat(open(one, other.seal(request(1), inner, RANDOM))).isEqualTo(whole(inner));
      }
    }
  }

  @Tag("R7296-3.14-3")
  @ParameterizedTest
  @MethodSource("specs")
  void aMessageWithNothingInsideIsOpenedToo(CipherSpec spec) {
    try (Envelope one = initiator(spec);
        Envelope other = responder(spec)) {
      Bytes message = one.seal(request(2), List.of(), RANDOM);
      assertThat(open(other, message)).isEqualTo(whole(List.of()));
    }
  }

  @Tag("R7296-3.14-2")
  @ParameterizedTest
  @MethodSource("specs")
  void noFlippedBitOfTheBodyIsTakenForAuthentic(CipherSpec spec) {
    try (Envelope one = initiator(spec);
        Envelope other = responder(spec)) {
      Bytes message = one.seal(request(1), SMALL, RANDOM);
      Message outer = decode(message);
      for (int i = 0; i < message.length(); i++) {
        byte[] octets = message.toArray();
        octets[i] ^= (byte) (1 << i % 8);
        Bytes flipped = Bytes.wrap(octets);
        // A flip in the header or in a length may be refused by the codec already.
        if (CODEC.decode(flipped) instanceof Decoded.Complete complete) {
          assertThat(other.open(flipped, complete.message()))
              .as("octet " + i)
              .isInstanceOf(NotAuthentic.class);
        }
      }
      assertThat(other.open(message, outer)).isEqualTo(whole(SMALL));
    }
  }

  @Tag("R7296-3.14-2")
  @ParameterizedTest
  @MethodSource("specs")
  void noTruncatedMessageIsTakenForAuthentic(CipherSpec spec) {
    try (Envelope one = initiator(spec);
        Envelope other = responder(spec)) {
      Bytes message = one.seal(request(1), SMALL, RANDOM);
      for (int length = 32; length < message.length(); length++) {
        byte[] octets = message.slice(0, length).toArray();
        octets[26] = (byte) (length >>> 8);
        octets[27] = (byte) length;
        octets[30] = (byte) (length - 28 >>> 8);
        octets[31] = (byte) (length - 28);
        assertThat(open(other, Bytes.wrap(octets)))
            .as("length " + length)
            .isInstanceOf(NotAuthentic.class);
      }
    }
  }

  @Tag("R7296-2.14-4")
  @Test
  void aMessageReflectedToItsSenderIsNotAuthentic() {
    try (Envelope one = initiator(GCM)) {
      assertThat(open(one, one.seal(request(1), SMALL, RANDOM))).isInstanceOf(NotAuthentic.class);
    }
  }

  @Test
  void aMessageInTheClearIsNotAuthentic() {
    try (Envelope other = responder(GCM)) {
      Bytes clear = CODEC.encode(new Message(request(1), SMALL));
      assertThat(open(other, clear)).isInstanceOf(NotAuthentic.class);
      Bytes empty = CODEC.encode(new Message(request(1), List.of()));
      assertThat(open(other, empty)).isInstanceOf(NotAuthentic.class);
    }
  }

  @Tag("R7296-3.14-1")
  @Test
  void anyLegalPaddingIsAccepted() {
    CipherSpec spec = spec(EncrId.AES_CBC, 128, IntegId.HMAC_SHA1_96);
    Bytes inner = CODEC.encodePayloads(SMALL);
    try (Envelope other = responder(spec)) {
      for (int padding = 11; padding < 256; padding += 16) {
        byte[] padded = new byte[inner.length() + padding + 1];
        RANDOM.nextBytes(padded);
        inner.copyTo(padded, 0);
        padded[padded.length - 1] = (byte) padding;
        assertThat(open(other, sealRaw(spec, PayloadType.NONCE, padded)))
            .as("padding of " + padding)
            .isEqualTo(whole(SMALL));
      }
    }
  }

  @Test
  void aPadLengthBeyondThePlaintextIsBroken() {
    CipherSpec spec = spec(EncrId.AES_CBC, 128, IntegId.HMAC_SHA1_96);
    byte[] padded = new byte[16];
    padded[15] = 16;
    try (Envelope other = responder(spec)) {
      Opened opened = open(other, sealRaw(spec, PayloadType.NONCE, padded));
      assertThat(((Broken) opened).problem().kind()).isEqualTo(Problem.Kind.LENGTH_MISMATCH);
      assertThat(((Broken) opened).problem().detail()).contains("pad length 16");
    }
  }

  @Test
  void anAuthenticMessageWithMalformedPayloadsIsBroken() {
    try (Envelope other = responder(GCM)) {
      Bytes message = sealRaw(GCM, PayloadType.NONCE, new byte[] {0, 0, 0, 99, 0});
      assertThat(open(other, message)).isInstanceOf(Broken.class);
    }
  }

  /** What the initiator would send with this plaintext, padding included. */
  private static Bytes sealRaw(CipherSpec spec, PayloadType first, byte[] padded) {
    IkeKeys keys = keys(spec);
    try (var cipher = spec.key(keys.skEi(), keys.skAi())) {
      int length = cipher.ivLength() + padded.length + cipher.icvLength();
      Bytes start = CODEC.encodeBeforeSealed(request(1), List.of(), first, length);
      return Bytes.concat(start, Bytes.wrap(cipher.seal(start.toArray(), padded, RANDOM)));
    }
  }

  @Tag("R7383-2.5-1")
  @ParameterizedTest
  @MethodSource("specs")
  void aMessageThatFitsIsNotFragmented(CipherSpec spec) {
    try (Envelope one = initiator(spec);
        Envelope other = responder(spec)) {
      int exact = one.seal(request(1), large(700), RANDOM).length();
      List<Bytes> whole = one.sealFragments(request(1), large(700), exact, RANDOM);
      assertThat(whole).hasSize(1);
      assertThat(open(other, whole.getFirst())).isEqualTo(whole(large(700)));
      assertThat(one.sealFragments(request(1), large(700), exact - 1, RANDOM)).hasSize(2);
    }
  }

  @Tag("R7383-2.5-3")
  @ParameterizedTest
  @MethodSource("specs")
  void fragmentsKeepToTheSizeAndGiveTheWhole(CipherSpec spec) {
    try (Envelope one = initiator(spec);
        Envelope other = responder(spec)) {
      for (int size : new int[] {120, 548, 1000, 1252}) {
        List<Bytes> fragments = one.sealFragments(request(3), large(2500), size, RANDOM);
        assertThat(fragments).allMatch(fragment -> fragment.length() <= size);
        assertThat(fragments.getFirst().length()).isGreaterThan(size - 16);
        for (int i = 0; i < fragments.size() - 1; i++) {
          assertThat(open(other, fragments.get(i)))
              .isEqualTo(new FragmentPending(i + 1, fragments.size()));
        }
        assertThat(open(other, fragments.getLast())).isEqualTo(whole(large(2500)));
      }
    }
  }

  @Test
  void aSizeWithoutRoomForContentIsTheCallersMistake() {
    try (Envelope one = initiator(GCM)) {
      assertThatThrownBy(() -> one.sealFragments(request(1), large(200), 61, RANDOM))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(one.sealFragments(request(1), large(200), 62, RANDOM)).hasSizeGreaterThan(200);
    }
  }

  @Test
  void aClosedEnvelopeRefusesItsUse() {
    Envelope one = initiator(GCM);
    one.close();
    assertThatThrownBy(() -> one.seal(request(1), SMALL, RANDOM))
        .isInstanceOf(IllegalStateException.class);
  }
}
