package org.ikev2d.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.codec.TestMessages.assertRoundTrip;
import static org.ikev2d.codec.TestMessages.refusal;

import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.payload.EapPayload;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.PayloadType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EapCodecTest {
  @Test
  void readsAndWritesOneMessage() {
    assertRoundTrip(PayloadType.EAP, "03010004", new EapPayload(Bytes.ofHex("03010004")));
    assertRoundTrip(PayloadType.EAP, "01020006 01aa", new EapPayload(Bytes.ofHex("0102000601aa")));
  }

  @Tag("R7296-3.16-1")
  @Test
  void refusesALengthThatIsNotThatOfTheBody() {
    assertThat(refusal(PayloadType.EAP, "01020005 01aa").kind()).isEqualTo(Kind.LENGTH_MISMATCH);
    assertThat(refusal(PayloadType.EAP, "01020007 01aa").kind()).isEqualTo(Kind.LENGTH_MISMATCH);
  }

  @Test
  void refusesLessThanAnEapHeader() {
    assertThat(refusal(PayloadType.EAP, "030100").kind()).isEqualTo(Kind.TOO_SHORT);
  }
}
