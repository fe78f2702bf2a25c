package org.ikev2d.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.ikev2d.codec.TestMessages.message;
import static org.ikev2d.codec.TestMessages.messageWith;

import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.PayloadType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two of everything are allowed here; each test sends two, then three. */
@Tag("RX-CODEC-1")
class LimitsTest {
  private static final MessageCodec TWO = new MessageCodec(new Limits(512, 2, 2, 2, 2, 2, 2, 2));

  @Test
  void boundsTheMessage() {
    assertAccepted(messageWith(PayloadType.VENDOR_ID, "aa".repeat(512 - 32)));
    assertRefused(messageWith(PayloadType.VENDOR_ID, "aa".repeat(513 - 32)), "message");
  }

  @Test
  void boundsThePlaintext() {
    Bytes body = Bytes.ofHex("000001fd" + "aa".repeat(505));
    assertThat(TWO.decodePayloads(PayloadType.VENDOR_ID, body)).isInstanceOf(Chain.Parsed.class);
    Bytes tooLong = Bytes.ofHex("00000201" + "aa".repeat(509));
    assertThat(TWO.decodePayloads(PayloadType.VENDOR_ID, tooLong))
        .isInstanceOfSatisfying(
            Chain.Broken.class,
            broken -> assertThat(broken.problem().kind()).isEqualTo(Kind.LIMIT));
  }

  @Test
  void boundsPayloads() {
    assertAccepted(message(PayloadType.VENDOR_ID, Bytes.ofHex("2b000004 00000004")));
    Bytes three = Bytes.ofHex("2b000004 2b000004 00000004");
    assertRefused(message(PayloadType.VENDOR_ID, three), "message");
    assertThat(TWO.decodePayloads(PayloadType.VENDOR_ID, three)).isInstanceOf(Chain.Broken.class);
  }

  @Test
  void boundsProposals() {
    String more = "02000010 01010001 00000008 03000002";
    String last = "00000010 01010001 00000008 03000002";
    assertAccepted(messageWith(PayloadType.SA, more + last));
    assertRefused(messageWith(PayloadType.SA, more + more + last), "SA#1");
  }

  @Test
  void boundsTransforms() {
    String more = "03000008 03000002";
    String last = "00000008 03000002";
    assertAccepted(messageWith(PayloadType.SA, "00000018 01010002" + more + last));
    assertRefused(
        messageWith(PayloadType.SA, "00000020 01010003" + more + more + last), "SA#1/proposal#1");
  }

  @Test
  void boundsAttributes() {
    String one = "800e0080";
    assertAccepted(
        messageWith(PayloadType.SA, "00000018 01010001 00000010 0100000c" + one.repeat(2)));
    assertRefused(
        messageWith(PayloadType.SA, "0000001c 01010001 00000014 0100000c" + one.repeat(3)),
        "SA#1/proposal#1/transform#1");
  }

  @Test
  void boundsSelectors() {
    String one = "63000004";
    assertAccepted(messageWith(PayloadType.TSI, "02000000" + one.repeat(2)));
    assertRefused(messageWith(PayloadType.TSI, "03000000" + one.repeat(3)), "TSi#1");
  }

  @Test
  void boundsDeletedSpis() {
    assertAccepted(messageWith(PayloadType.DELETE, "03040002" + "01020304".repeat(2)));
    assertRefused(messageWith(PayloadType.DELETE, "03040003" + "01020304".repeat(3)), "D#1");
  }

  @Test
  void boundsConfigurationAttributes() {
    assertAccepted(messageWith(PayloadType.CP, "01000000" + "00010000".repeat(2)));
    assertRefused(messageWith(PayloadType.CP, "01000000" + "00010000".repeat(3)), "CP#1");
  }

  @Test
  void aLimitThatRefusesEverythingIsAMistake() {
    assertThatIllegalArgumentException().isThrownBy(() -> Limits.DEFAULT.withMessageOctets(27));
    assertThatIllegalArgumentException().isThrownBy(() -> new Limits(1280, 1, 1, 1, 1, 0, 1, 1));
  }

  private static void assertAccepted(Bytes datagram) {
    assertThat(TWO.decode(datagram)).isInstanceOf(Decoded.Complete.class);
  }

  private static void assertRefused(Bytes datagram, String where) {
    assertThat(TestMessages.CODEC.decode(datagram)).isInstanceOf(Decoded.Complete.class);
    Problem problem = TestMessages.malformed(TWO, datagram);
    assertThat(problem.kind()).isEqualTo(Kind.LIMIT);
    assertThat(problem.where()).isEqualTo(where);
  }
}
