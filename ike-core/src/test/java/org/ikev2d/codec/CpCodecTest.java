package org.ikev2d.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.ikev2d.codec.TestMessages.CODEC;
import static org.ikev2d.codec.TestMessages.assertRoundTrip;
import static org.ikev2d.codec.TestMessages.refusal;

import java.util.List;
import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.payload.CpPayload;
import org.ikev2d.payload.CpPayload.CfgAttribute;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.CfgType;
import org.ikev2d.wire.PayloadType;
import org.junit.jupiter.api.Test;

class CpCodecTest {
  @Test
  void readsAndWritesARequestForAnything() {
    assertRoundTrip(
        PayloadType.CP,
        "01000000 00010000 00030000",
        new CpPayload(
            CfgType.REQUEST,
            List.of(new CfgAttribute(1, Bytes.EMPTY), new CfgAttribute(3, Bytes.EMPTY))));
  }

  @Test
  void readsAndWritesAReplyWithValues() {
    assertRoundTrip(
        PayloadType.CP,
        "02000000 00010004 0a0a0a01 7fff0001 aa",
        new CpPayload(
            CfgType.REPLY,
            List.of(
                new CfgAttribute(1, Bytes.ofHex("0a0a0a01")),
                new CfgAttribute(0x7fff, Bytes.of(0xaa)))));
  }

  @Test
  void readsAndWritesOneWithoutAttributes() {
    assertRoundTrip(PayloadType.CP, "04000000", new CpPayload(CfgType.ACK, List.of()));
  }

  @Test
  void ignoresReservedOctetsAndTheReservedBitOfAnAttribute() {
    Bytes message = TestMessages.messageWith(PayloadType.CP, "01ffffff 80010000");
    assertThat(TestMessages.complete(message).payloads())
        .containsExactly(new CpPayload(CfgType.REQUEST, List.of(new CfgAttribute(1, Bytes.EMPTY))));
  }

  @Test
  void refusesAnAttributePastTheEnd() {
    assertThat(refusal(PayloadType.CP, "01000000 00010001").kind()).isEqualTo(Kind.TOO_SHORT);
    assertThat(refusal(PayloadType.CP, "01000000 0001").kind()).isEqualTo(Kind.TOO_SHORT);
  }

  @Test
  void doesNotWriteAnAttributeTypeWiderThanItsField() {
    CpPayload payload = new CpPayload(CfgType.SET, List.of(new CfgAttribute(0x8000, Bytes.EMPTY)));
    assertThatIllegalArgumentException().isThrownBy(() -> CODEC.encodePayloads(List.of(payload)));
  }
}
