package org.ikev2d.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.ikev2d.codec.TestMessages.assertRoundTrip;
import static org.ikev2d.codec.TestMessages.refusal;

import java.util.List;
import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.payload.Attribute;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.Transform;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PayloadType;
import org.ikev2d.wire.PrfId;
import org.ikev2d.wire.ProtocolId;
import org.ikev2d.wire.SnId;
import org.ikev2d.wire.TransformType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SaCodecTest {
  private static final String AES = "0300000c 0100000c 800e0080";
  private static final String SHA = "00000008 03000002";

  @Test
  void readsAndWritesTheProposalOfAnIkeSa() {
    Proposal proposal =
        new Proposal(
            1,
            ProtocolId.IKE,
            Bytes.EMPTY,
            List.of(
                Transform.encr(EncrId.AES_CBC, 128),
                Transform.integ(IntegId.HMAC_SHA1_96),
                Transform.prf(PrfId.HMAC_SHA1),
                Transform.ke(GroupId.MODP_1024)));
    assertRoundTrip(
        PayloadType.SA,
        "0000002c 01010004" + AES + "03000008 03000002 03000008 02000002 00000008 04000002",
        new SaPayload(List.of(proposal)));
  }

  @Test
  void readsAndWritesSeveralProposalsWithSpis() {
    Bytes spi = Bytes.ofHex("2ad4c0a2");
    Proposal esp =
        new Proposal(
            1,
            ProtocolId.ESP,
            spi,
            List.of(Transform.encr(EncrId.CHACHA20_POLY1305), Transform.sn(SnId.ESN)));
    Proposal ah =
        new Proposal(2, ProtocolId.AH, spi, List.of(Transform.integ(IntegId.HMAC_SHA1_96)));
    assertRoundTrip(
        PayloadType.SA,
        "0200001c 01030402 2ad4c0a2 03000008 0100001c 00000008 05000001"
            + "00000014 02020401 2ad4c0a2"
            + SHA,
        new SaPayload(List.of(esp, ah)));
  }

  @Test
  void keepsTransformsAndAttributesThatAreNotUnderstood() {
    Transform strange =
        new Transform(
            new TransformType(241),
            0xfedc,
            List.of(
                new Attribute.Variable(18, Bytes.ofHex("aabbcc")),
                new Attribute.Short(0x7fff, 0xffff),
                new Attribute.Variable(14, Bytes.EMPTY)));
    assertRoundTrip(
        PayloadType.SA,
        "00000027 01010801 0102030405060708" + "00000017 f100fedc 00120003aabbcc ffffffff 000e0000",
        new SaPayload(
            List.of(
                new Proposal(
                    1, ProtocolId.IKE, Bytes.ofHex("0102030405060708"), List.of(strange)))));
  }

  @Tag("R7296-2.5-1")
  @Test
  void ignoresReservedOctetsAndWritesThemZero() {
    String body = "00ff0018 01010001 00ff0010 01ff000c 800e0080 800f0001";
    SaPayload sa =
        (SaPayload)
            TestMessages.complete(TestMessages.messageWith(PayloadType.SA, body))
                .payloads()
                .getFirst();
    assertRoundTrip(PayloadType.SA, body.replace("ff", "00"), sa);
  }

  @Tag("RX-CODEC-1")
  @Tag("R7296-3.3-2")
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          1 transform announced of 2,     0000001c 01010001 0300000c0100000c800e0080 0000000803000002, LENGTH_MISMATCH, SA#1/proposal#1
          3 transforms announced of 2,    0000001c 01010003 0300000c0100000c800e0080 0000000803000002, LENGTH_MISMATCH, SA#1/proposal#1
          last transform says more,       00000010 01010001 0300000803000002,                          SYNTAX, SA#1/proposal#1/transform#1
          first transform says last,      0000001c 01010002 0000000c0100000c800e0080 0000000803000002, SYNTAX, SA#1/proposal#1/transform#1
          last proposal says more,        02000010 01010001 0000000803000002,                          SYNTAX, SA#1/proposal#1
          more proposals after the last,  00000010 01010001 0000000803000002 00000010 02010001 0000000803000002, SYNTAX, SA#1/proposal#1
          flag that means nothing,        01000010 01010001 0000000803000002,                          SYNTAX, SA#1/proposal#1
          proposal longer than payload,   00000011 01010001 0000000803000002,                          LENGTH_MISMATCH, SA#1/proposal#1
          proposal shorter than header,   00000003 01010001 0000000803000002,                          LENGTH_MISMATCH, SA#1/proposal#1
          transform longer than proposal, 00000010 01010001 0000000903000002,                          LENGTH_MISMATCH, SA#1/proposal#1/transform#1
          transform without an id,        0000000e 01010001 000000060300,                              TOO_SHORT, SA#1/proposal#1/transform#1
          half an attribute,              00000012 01010001 0000000a03000002800e,                      TOO_SHORT, SA#1/proposal#1/transform#1
          attribute past the transform,   00000014 01010001 0000000c0300000200120001,                  TOO_SHORT, SA#1/proposal#1/transform#1
          no transform,                   00000008 01010000,                                           TOO_SHORT, SA#1/proposal#1
          SPI past the proposal,          0000000a 01ff0401 0102,                                      TOO_SHORT, SA#1/proposal#1
          four-octet SPI for IKE,         00000014 01010401 01020304 0000000803000002,                 SYNTAX, SA#1/proposal#1
          no SPI for ESP,                 00000010 01030001 0000000803000002,                          SYNTAX, SA#1/proposal#1
          eight-octet SPI for AH,         00000018 01020801 0102030405060708 0000000803000002,         SYNTAX, SA#1/proposal#1
          nothing at all,                 '',                                                          TOO_SHORT, SA#1
          """)
  void refuses(String what, String body, Kind kind, String where) {
    Problem problem = refusal(PayloadType.SA, body);
    assertThat(problem.kind()).as(what).isEqualTo(kind);
    assertThat(problem.where()).as(what).isEqualTo(where);
  }

  @Test
  void aProposalForAnUnknownProtocolMayHaveAnySpi() {
    assertRoundTrip(
        PayloadType.SA,
        "00000012 01630201 abcd" + SHA,
        new SaPayload(
            List.of(
                new Proposal(
                    1,
                    new ProtocolId(0x63),
                    Bytes.ofHex("abcd"),
                    List.of(Transform.integ(IntegId.HMAC_SHA1_96))))));
  }

  @Test
  void doesNotWriteAnAttributeTypeWiderThanItsField() {
    Transform transform =
        new Transform(TransformType.ENCR, 12, List.of(new Attribute.Short(0x8000 | 14, 128)));
    SaPayload sa =
        new SaPayload(List.of(new Proposal(1, ProtocolId.IKE, Bytes.EMPTY, List.of(transform))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TestMessages.CODEC.encodePayloads(List.of(sa)));
  }
}
