package org.ikev2d.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.ikev2d.codec.TestMessages.CODEC;
import static org.ikev2d.codec.TestMessages.assertRoundTrip;
import static org.ikev2d.codec.TestMessages.refusal;

import java.util.Collections;
import java.util.List;
import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.payload.TrafficSelector;
import org.ikev2d.payload.TsPayload;
import org.ikev2d.payload.UnknownSelector;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.PayloadType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TsCodecTest {
  private static final String ONE_IPV4 = "07000010 0000ffff 0a010000 0a01ffff";

  @Test
  void readsAndWritesAnIpv4Range() {
    assertRoundTrip(
        PayloadType.TSI,
        "01000000" + ONE_IPV4,
        new TsPayload(
            PayloadType.TSI, List.of(AddressSelector.ofPrefix(Bytes.ofHex("0a010000"), 16))));
  }

  @Test
  void readsAndWritesAnIpv6RangeWithPorts() {
    String low = "20010db8000000000000000000000000";
    String high = "20010db80000000000000000000000ff";
    assertRoundTrip(
        PayloadType.TSR,
        "01000000 08060028 01bb01bb" + low + high,
        new TsPayload(
            PayloadType.TSR,
            List.of(new AddressSelector(6, 443, 443, Bytes.ofHex(low), Bytes.ofHex(high)))));
  }

  @Tag("R7296-3.13.1-1")
  @Test
  void readsAndWritesOpaquePorts() {
    Bytes host = Bytes.ofHex("c0000201");
    assertRoundTrip(
        PayloadType.TSI,
        "01000000 07110010 ffff0000 c0000201 c0000201",
        new TsPayload(PayloadType.TSI, List.of(new AddressSelector(17, 65535, 0, host, host))));
  }

  @Test
  void keepsASelectorOfAnUnknownTypeBesideAKnownOne() {
    TrafficSelector label = new UnknownSelector(10, 0x5a, Bytes.ofText("label"));
    assertRoundTrip(
        PayloadType.TSI,
        "02000000 0a5a0009 6c6162656c" + ONE_IPV4,
        new TsPayload(
            PayloadType.TSI,
            List.of(label, AddressSelector.ofPrefix(Bytes.ofHex("0a010000"), 16))));
  }

  @Test
  void keepsAnUnknownSelectorWithoutBody() {
    assertRoundTrip(
        PayloadType.TSR,
        "01000000 63000004",
        new TsPayload(PayloadType.TSR, List.of(new UnknownSelector(0x63, Bytes.EMPTY))));
  }

  @Tag("R7296-2.5-1")
  @Test
  void ignoresTheReservedOctets() {
    Bytes message = TestMessages.messageWith(PayloadType.TSI, "01abcdef" + ONE_IPV4);
    assertThat(CODEC.encode(TestMessages.complete(message)))
        .isEqualTo(TestMessages.messageWith(PayloadType.TSI, "01000000" + ONE_IPV4));
  }

  @Tag("R7296-3.13-1")
  @ParameterizedTest
  @CsvSource({
    "none announced, 00000000, SYNTAX",
    "none announced but one there, 00000000 63000004, SYNTAX",
    "one too few, 02000000 63000004, TOO_SHORT",
    "one too many, 01000000 63000004 63000004, LENGTH_MISMATCH",
    "length below its header, 01000000 63000003, LENGTH_MISMATCH",
    "length past the payload, 01000000 63000005, LENGTH_MISMATCH",
    "IPv4 range too short, 01000000 0700000f 0000ffff 0a010000 0a01ff, TOO_SHORT",
    "IPv4 range too long, 01000000 07000011 0000ffff 0a010000 0a01ffff 00, LENGTH_MISMATCH",
    "IPv4 addresses in an IPv6 range, 01000000 08000010 0000ffff 0a010000 0a01ffff, TOO_SHORT"
  })
  void refuses(String what, String body, Kind kind) {
    assertThat(refusal(PayloadType.TSI, body).kind()).as(what).isEqualTo(kind);
  }

  @Test
  void doesNotWriteMoreSelectorsThanTheCountCanSay() {
    TrafficSelector one = new UnknownSelector(0x63, Bytes.EMPTY);
    TsPayload payload = new TsPayload(PayloadType.TSI, Collections.nCopies(256, one));
    assertThatIllegalArgumentException().isThrownBy(() -> CODEC.encodePayloads(List.of(payload)));
  }
}
