package org.ikev2d.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.ikev2d.codec.TestMessages.CODEC;
import static org.ikev2d.codec.TestMessages.assertRoundTrip;
import static org.ikev2d.codec.TestMessages.malformed;
import static org.ikev2d.codec.TestMessages.message;
import static org.ikev2d.codec.TestMessages.messageWith;

import java.util.List;
import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.UnknownPayload;
import org.ikev2d.payload.VendorIdPayload;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadChainTest {
  private static final PayloadType PUZZLE = new PayloadType(54);
  private static final PayloadType PRIVATE = new PayloadType(200);

  @Test
  void readsAndWritesVendorIds() {
    assertRoundTrip(PayloadType.VENDOR_ID, "aabbcc", new VendorIdPayload(Bytes.ofHex("aabbcc")));
    assertRoundTrip(PayloadType.VENDOR_ID, "", new VendorIdPayload(Bytes.EMPTY));
  }

  @Tag("R7296-3.2-2")
  @Test
  void passesOverUnknownPayloadsAndKeepsThem() {
    Bytes octets = message(PRIVATE, Bytes.ofHex("29000007 c0ffee 36000008 00000007 00000004"));
    assertThat(TestMessages.complete(octets).payloads())
        .containsExactly(
            new UnknownPayload(PRIVATE, false, Bytes.ofHex("c0ffee")),
            NotifyPayload.of(new NotifyType(7)),
            new UnknownPayload(PUZZLE, false, Bytes.EMPTY));
    assertThat(CODEC.encode(TestMessages.complete(octets))).isEqualTo(octets);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32, 49, 54, 200, 255})
  void anUnknownCriticalPayloadRefusesTheMessage(int code) {
    Problem problem = malformed(messageWith(new PayloadType(code), 0x80, Bytes.of(1)));
    assertThat(problem.kind()).isEqualTo(Kind.UNSUPPORTED_CRITICAL);
    assertThat(problem.payloadType()).isEqualTo(code);
  }

  @Test
  void anUnknownCriticalPayloadRefusesTheInsideOfSk() {
    Chain chain = CODEC.decodePayloads(PRIVATE, Bytes.ofHex("00800005 00"));
    assertThat(chain)
        .isEqualTo(
            new Chain.Broken(
                new Problem(
                    Kind.UNSUPPORTED_CRITICAL,
                    "payload-200#1",
                    "critical payload of unknown type 200",
                    200)));
  }

  @Test
  void theCriticalBitOfAnUnknownPayloadIsWritten() {
    Payload payload = new UnknownPayload(PRIVATE, true, Bytes.of(7));
    assertThat(CODEC.encodePayloads(List.of(payload))).isEqualTo(Bytes.ofHex("0080000507"));
  }

  @Tag("R7296-3.2-1")
  @Tag("R7296-2.5-1")
  @Test
  void theReservedBitsOfAHeaderAreIgnored() {
    Bytes octets = messageWith(PayloadType.VENDOR_ID, 0x7f, Bytes.of(7));
    assertThat(TestMessages.complete(octets).payloads())
        .containsExactly(new VendorIdPayload(Bytes.of(7)));
  }

  @Tag("R7296-3.2-1")
  @Tag("R7296-3.2-3")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000003", // shorter than its header
        "00000005", // longer than the message
        "0000ffff",
        "00000004 00", // octets after the last one
        "2b000004", // announces one that is not there
        "2b000004 000000"
      })
  void lengthsMustMakeTheChainEndWithTheMessage(String area) {
    assertThat(malformed(message(PayloadType.VENDOR_ID, Bytes.ofHex(area))).kind())
        .isIn(Kind.LENGTH_MISMATCH, Kind.TOO_SHORT);
  }

  @Tag("R7296-3.2-3")
  @Test
  void aMessageMayHaveNoPayload() {
    Bytes octets = message(PayloadType.NONE, Bytes.EMPTY);
    assertThat(TestMessages.complete(octets).payloads()).isEmpty();
    assertThat(CODEC.encode(TestMessages.complete(octets))).isEqualTo(octets);
    assertThat(malformed(message(PayloadType.NONE, Bytes.of(0))).kind())
        .isEqualTo(Kind.LENGTH_MISMATCH);
  }

  @Tag("R7296-3.14-3")
  @Test
  void theInsideOfSkMayBeEmpty() {
    assertThat(CODEC.decodePayloads(PayloadType.NONE, Bytes.EMPTY))
        .isEqualTo(new Chain.Parsed(List.of()));
    assertThat(CODEC.encodePayloads(List.of())).isEqualTo(Bytes.EMPTY);
    assertThat(MessageCodec.firstType(List.of())).isEqualTo(PayloadType.NONE);
  }

  @Test
  void doesNotWriteAPayloadThatWouldEndTheChain() {
    Payload none = new UnknownPayload(PayloadType.NONE, false, Bytes.EMPTY);
    assertThatIllegalArgumentException().isThrownBy(() -> CODEC.encodePayloads(List.of(none)));
  }

  @Test
  void doesNotWriteABodyTooLongForItsLengthField() {
    Payload fits = new VendorIdPayload(Bytes.wrap(new byte[65531]));
    assertThat(CODEC.encodePayloads(List.of(fits)).shortAt(2)).isEqualTo(65535);
    Payload tooLong = new VendorIdPayload(Bytes.wrap(new byte[65532]));
    assertThatIllegalArgumentException().isThrownBy(() -> CODEC.encodePayloads(List.of(tooLong)));
  }
}
