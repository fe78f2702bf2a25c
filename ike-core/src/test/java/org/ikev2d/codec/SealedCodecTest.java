package org.ikev2d.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.ikev2d.codec.TestMessages.CODEC;
import static org.ikev2d.codec.TestMessages.HEADER;
import static org.ikev2d.codec.TestMessages.message;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.payload.EncryptedFragmentPayload;
import org.ikev2d.payload.EncryptedPayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SealedCodecTest {
  private static final EncryptedPayload SK =
      new EncryptedPayload(PayloadType.IDI, Bytes.ofHex("c0ffee"));
  private static final NotifyPayload COOKIE =
      NotifyPayload.of(NotifyType.COOKIE, Bytes.ofHex("aabb"));

  @Tag("R7296-3.1-8")
  @Test
  void skNamesItsFirstInnerPayload() {
    Bytes octets = message(PayloadType.SK, Bytes.ofHex("23000007 c0ffee"));
    assertThat(TestMessages.complete(octets).payloads()).containsExactly(SK);
    assertThat(CODEC.encode(new Message(HEADER, List.of(SK)))).isEqualTo(octets);
  }

  @Test
  void skMayFollowOtherPayloads() {
    Bytes octets =
        message(PayloadType.NOTIFY, Bytes.ofHex("2e00000a 00004006 aabb 23000007 c0ffee"));
    assertThat(TestMessages.complete(octets).payloads()).containsExactly(COOKIE, SK);
    assertThat(CODEC.encode(new Message(HEADER, List.of(COOKIE, SK)))).isEqualTo(octets);
  }

  @Tag("R7383-2.5-2")
  @Test
  void skfHasANumberAndATotal() {
    Bytes octets = message(PayloadType.SKF, Bytes.ofHex("0000000a 0002ffff aabb"));
    Payload part = new EncryptedFragmentPayload(PayloadType.NONE, 2, 65535, Bytes.ofHex("aabb"));
    assertThat(TestMessages.complete(octets).payloads()).containsExactly(part);
    assertThat(CODEC.encode(new Message(HEADER, List.of(part)))).isEqualTo(octets);
  }

  @Tag("R7383-2.6-1")
  @ParameterizedTest
  @CsvSource({"0000 0001", "0000 0000", "0002 0001", "0001 0000"})
  void refusesFragmentsOutsideOfTheirTotal(String fields) {
    Bytes octets = message(PayloadType.SKF, Bytes.ofHex("00000009" + fields + "aa"));
    assertThat(TestMessages.malformed(octets).kind()).isEqualTo(Kind.SYNTAX);
  }

  @Tag("R7296-3.1-8")
  @Test
  void nothingFollowsSk() {
    Bytes octets = message(PayloadType.SK, Bytes.ofHex("29000007 c0ffee 00000008 00000007"));
    assertThat(TestMessages.malformed(octets).kind()).isEqualTo(Kind.LENGTH_MISMATCH);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CODEC.encode(new Message(HEADER, List.of(SK, COOKIE))));
  }

  @ParameterizedTest
  @CsvSource({"46, 00000008 c0ffee00", "53, 00000009 00010001 aa"})
  void encryptedPayloadsDoNotNest(int type, String area) {
    Chain chain = CODEC.decodePayloads(new PayloadType(type), Bytes.ofHex(area));
    assertThat(chain)
        .isInstanceOfSatisfying(
            Chain.Broken.class,
            broken -> assertThat(broken.problem().kind()).isEqualTo(Kind.SYNTAX));
    assertThatIllegalArgumentException().isThrownBy(() -> CODEC.encodePayloads(List.of(SK)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CODEC.encodeBeforeSealed(HEADER, List.of(SK), PayloadType.NONE, 9));
  }

  static Stream<String> sealedNames() {
    return TestMessages.messages().entrySet().stream()
        .filter(entry -> !entry.getKey().startsWith("pI2"))
        .filter(entry -> SealedCodec.isSealed(lastOf(entry.getValue()).type()))
        .map(Map.Entry::getKey);
  }

  @Tag("R5282-3-1")
  @ParameterizedTest
  @MethodSource("sealedNames")
  void writesBeforeSealingWhatTheReceiverTakesAsAssociatedData(String name) {
    Bytes octets = Objects.requireNonNull(TestMessages.messages().get(name));
    Message message = TestMessages.complete(octets);
    List<Payload> clear = message.payloads().subList(0, message.payloads().size() - 1);
    Bytes data = SealedCodec.data(message.payloads().getLast());
    Bytes before = before(message.header(), clear, message.payloads().getLast(), data.length());
    assertThat(before).isEqualTo(MessageCodec.associatedData(octets, lastOf(octets)));
    assertThat(Bytes.concat(before, data)).isEqualTo(octets);
  }

  @Tag("R7383-2.5-2")
  @Test
  void writesClearPayloadsBeforeTheSealedOne() {
    Bytes octets =
        message(PayloadType.NOTIFY, Bytes.ofHex("2e00000a 00004006 aabb 23000007 c0ffee"));
    assertThat(CODEC.encodeBeforeSealed(HEADER, List.of(COOKIE), PayloadType.IDI, 3))
        .isEqualTo(octets.slice(0, octets.length() - 3));
    Bytes part =
        message(PayloadType.NOTIFY, Bytes.ofHex("3500000a 00004006 aabb 2300000b 00010003 c0ffee"));
    assertThat(CODEC.encodeBeforeSealedFragment(HEADER, List.of(COOKIE), PayloadType.IDI, 1, 3, 3))
        .isEqualTo(part.slice(0, part.length() - 3));
  }

  /** RFC 9242 section 3.3.2: the lengths are those of a message without IV, padding and ICV. */
  @Test
  void writesTheHeadersThatAuthenticateAnIntermediateExchange() {
    Bytes request =
        Objects.requireNonNull(TestMessages.messages().get("C.ike-intermediate-request"));
    MessageHeader header = TestMessages.complete(request).header();
    int inner =
        Objects.requireNonNull(TestMessages.chains().get("C.ike-intermediate-request"))
            .octets()
            .length();
    assertThat(CODEC.encodeBeforeSealed(header, List.of(), PayloadType.KE, inner).toHex())
        .isEqualTo("30370fc578251de067f71bfb14d25a192e202b0800000001000004c8220004ac");
  }

  @Test
  void associatedDataNeedsAnEncryptedPayload() {
    Bytes octets = message(PayloadType.NOTIFY, Bytes.ofHex("00000008 00000007"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MessageCodec.associatedData(octets, COOKIE));
  }

  private static Bytes before(MessageHeader header, List<Payload> clear, Payload last, int length) {
    if (last instanceof EncryptedFragmentPayload part) {
      return CODEC.encodeBeforeSealedFragment(
          header, clear, part.firstInner(), part.fragment(), part.total(), length);
    }
    return CODEC.encodeBeforeSealed(header, clear, SealedCodec.firstInner(last), length);
  }

  private static Payload lastOf(Bytes octets) {
    return TestMessages.complete(octets).payloads().getLast();
  }
}
