package org.ikev2d.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.codec.TestMessages.assertRoundTrip;
import static org.ikev2d.codec.TestMessages.refusal;

import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;
import org.ikev2d.wire.ProtocolId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NotifyCodecTest {
  @Test
  void readsAndWritesANotificationWithoutSpi() {
    assertRoundTrip(PayloadType.NOTIFY, "00000007", NotifyPayload.of(new NotifyType(7)));
    assertRoundTrip(
        PayloadType.NOTIFY,
        "00004001 0000000a",
        NotifyPayload.of(NotifyType.SET_WINDOW_SIZE, Bytes.ofInt(10)));
  }

  @Tag("R7296-3.10-1")
  @Test
  void readsAndWritesANotificationAboutAChildSa() {
    assertRoundTrip(
        PayloadType.NOTIFY,
        "03044009 489bd5b3",
        NotifyPayload.about(NotifyType.REKEY_SA, ProtocolId.ESP, new ChildSpi(0x489bd5b3)));
  }

  @Test
  void tellsSpiFromData() {
    assertRoundTrip(
        PayloadType.NOTIFY,
        "0202ffff aabb ccdd",
        new NotifyPayload(
            ProtocolId.AH, Bytes.ofHex("aabb"), new NotifyType(65535), Bytes.ofHex("ccdd")));
  }

  @Test
  void refusesAnSpiPastTheEnd() {
    assertThat(refusal(PayloadType.NOTIFY, "03054009 489bd5b3"))
        .extracting(Problem::kind, Problem::where)
        .containsExactly(Kind.TOO_SHORT, "N#1");
  }
}
