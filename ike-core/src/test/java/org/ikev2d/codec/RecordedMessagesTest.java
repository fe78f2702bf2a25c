package org.ikev2d.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.codec.TestMessages.CODEC;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.UnknownPayload;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.PayloadType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordedMessagesTest {
  static Stream<String> messageNames() {
    return TestMessages.messages().keySet().stream();
  }

  static Stream<String> canonicalNames() {
    return messageNames().filter(name -> !name.startsWith("pI2"));
  }

  static Stream<String> chainNames() {
    return TestMessages.chains().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("canonicalNames")
  void decodesAndEncodesToTheSameOctets(String name) {
    Bytes octets = message(name);
    Message message = TestMessages.complete(octets);
    assertThat(message.payloads()).noneMatch(UnknownPayload.class::isInstance);
    assertThat(CODEC.encode(message).toHex()).isEqualTo(octets.toHex());
  }

  @ParameterizedTest
  @MethodSource("chainNames")
  void decodesAndEncodesTheInsideToTheSameOctets(String name) {
    TestMessages.InnerChain chain = chain(name);
    List<Payload> payloads = TestMessages.parsed(chain);
    assertThat(MessageCodec.firstType(payloads)).isEqualTo(chain.first());
    assertThat(CODEC.encodePayloads(payloads).toHex()).isEqualTo(chain.octets().toHex());
  }

  @ParameterizedTest
  @MethodSource("messageNames")
  void aTruncatedMessageIsMalformed(String name) {
    Bytes octets = message(name);
    for (int length = 0; length < octets.length(); length++) {
      Bytes part = octets.slice(0, length);
      assertThat(CODEC.decode(part)).isInstanceOf(Decoded.Malformed.class);
      assertThat(MessageCodec.peekHeader(part)).isEmpty();
    }
  }

  @Tag("R7296-3.2-3")
  @ParameterizedTest
  @MethodSource("messageNames")
  void aTruncatedMessageIsMalformedEvenIfItsHeaderSaysSo(String name) {
    Bytes octets = message(name);
    for (int length = 28; length < octets.length(); length++) {
      Bytes part = Bytes.concat(octets.slice(0, 24), Bytes.ofInt(length), octets.slice(28, length));
      assertThat(CODEC.decode(part)).isInstanceOf(Decoded.Malformed.class);
      assertThat(MessageCodec.peekHeader(part)).isPresent();
    }
  }

  @ParameterizedTest
  @MethodSource("chainNames")
  void aTruncatedInsideIsBroken(String name) {
    TestMessages.InnerChain chain = chain(name);
    for (int length = 0; length < chain.octets().length(); length++) {
      assertThat(CODEC.decodePayloads(chain.first(), chain.octets().slice(0, length)))
          .isInstanceOf(Chain.Broken.class);
    }
  }

  @ParameterizedTest
  @MethodSource("messageNames")
  void peeksTheHeaderThatDecodingFinds(String name) {
    Bytes octets = message(name);
    assertThat(MessageCodec.peekHeader(octets)).contains(TestMessages.complete(octets).header());
  }

  @Tag("R7296-2.5-4")
  @Test
  void criticalBitsOfKnownPayloadsAreIgnoredAndNotWrittenAgain() {
    Bytes octets = message("pI2.ike-sa-init-request");
    assertThat(octets.at(29)).isEqualTo(0x80);
    Message message = TestMessages.complete(octets);
    Bytes written = CODEC.encode(message);
    assertThat(written.at(29)).isZero();
    assertThat(written.length()).isEqualTo(octets.length());
    assertThat(TestMessages.complete(written)).isEqualTo(message);
    assertThat(message.payloads())
        .extracting(Payload::type)
        .containsExactly(PayloadType.SA, PayloadType.KE, PayloadType.NONCE, PayloadType.VENDOR_ID);
  }

  private static Bytes message(String name) {
    return Objects.requireNonNull(TestMessages.messages().get(name));
  }

  private static TestMessages.InnerChain chain(String name) {
    return Objects.requireNonNull(TestMessages.chains().get(name));
  }
}
