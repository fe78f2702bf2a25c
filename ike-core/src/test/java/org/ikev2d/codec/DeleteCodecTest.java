package org.ikev2d.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.codec.TestMessages.assertRoundTrip;
import static org.ikev2d.codec.TestMessages.refusal;

import java.util.List;
import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.payload.DeletePayload;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.PayloadType;
import org.ikev2d.wire.ProtocolId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeleteCodecTest {
  @Test
  void readsAndWritesTheDeletionOfTheIkeSa() {
    assertRoundTrip(PayloadType.DELETE, "01000000", DeletePayload.ikeSa());
  }

  @Test
  void readsAndWritesTheDeletionOfChildSas() {
    assertRoundTrip(
        PayloadType.DELETE,
        "03040002 489bd5b3 f0000001",
        new DeletePayload(
            ProtocolId.ESP, List.of(new ChildSpi(0x489bd5b3), new ChildSpi(0xf0000001))));
    assertRoundTrip(PayloadType.DELETE, "02040000", new DeletePayload(ProtocolId.AH, List.of()));
  }

  @Test
  void readsAndWritesAProtocolItDoesNotKnow() {
    assertRoundTrip(
        PayloadType.DELETE,
        "09040001 00000102",
        new DeletePayload(new ProtocolId(9), List.of(new ChildSpi(0x102))));
    assertRoundTrip(
        PayloadType.DELETE, "09000000", new DeletePayload(new ProtocolId(9), List.of()));
  }

  @Tag("R7296-3.11-1")
  @ParameterizedTest
  @CsvSource({
    "fewer SPIs than announced, 03040002 489bd5b3, LENGTH_MISMATCH",
    "more SPIs than announced, 03040001 489bd5b3 489bd5b3, LENGTH_MISMATCH",
    "count without SPIs, 0304ffff, LENGTH_MISMATCH",
    "half an SPI, 03040001 489b, LENGTH_MISMATCH",
    "SPI with the IKE SA, 01080001 0102030405060708, SYNTAX",
    "count with the IKE SA, 01000001, SYNTAX",
    "SPIs of no octets, 03000001, SYNTAX",
    "SPIs of two octets, 02020001 0102, SYNTAX",
    "octets after the IKE SA, 01000000 00, LENGTH_MISMATCH",
    "no count, 0304, TOO_SHORT"
  })
  void refuses(String what, String body, Kind kind) {
    assertThat(refusal(PayloadType.DELETE, body).kind()).as(what).isEqualTo(kind);
  }
}
