package org.ikev2d.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.Identity;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.Transform;
import org.ikev2d.payload.TsPayload;
import org.ikev2d.payload.UnknownPayload;
import org.ikev2d.wire.AuthMethod;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;
import org.ikev2d.wire.ProtocolId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PayloadRulesTest {
  private static final List<Transform> TRANSFORMS = List.of(Transform.encr(EncrId.AES_CBC, 256));
  private static final Payload SA = sa(ike(1));
  private static final Payload KE = new KePayload(GroupId.CURVE25519, Bytes.wrap(new byte[32]));
  private static final Payload NONCE = new NoncePayload(Bytes.wrap(new byte[32]));
  private static final Payload ESP = sa(esp(1, 0x1000));
  private static final Payload IDI = Identity.ofFqdn("a").toPayload(PayloadType.IDI);
  private static final Payload IDR = Identity.ofFqdn("b").toPayload(PayloadType.IDR);
  private static final Payload AUTH =
      new AuthPayload(AuthMethod.SHARED_KEY_MIC, Bytes.wrap(new byte[32]));
  private static final Payload TSI = ts(PayloadType.TSI, 0, 65535, "0a000001", "0a000001");
  private static final Payload TSR = ts(PayloadType.TSR, 0, 65535, "0a000002", "0a000002");

  private static Payload sa(Proposal... proposals) {
    return new SaPayload(List.of(proposals));
  }

  private static Proposal ike(int number) {
    return new Proposal(number, ProtocolId.IKE, Bytes.EMPTY, TRANSFORMS);
  }

  private static Proposal esp(int number, int spi) {
    return new Proposal(number, ProtocolId.ESP, Bytes.ofInt(spi), TRANSFORMS);
  }

  private static Payload ts(PayloadType side, int fromPort, int toPort, String from, String to) {
    return new TsPayload(
        side,
        List.of(new AddressSelector(6, fromPort, toPort, Bytes.ofHex(from), Bytes.ofHex(to))));
  }

  private static Message message(ExchangeType exchange, boolean response, Payload... payloads) {
    MessageHeader header =
        MessageHeader.of(new IkeSpi(1), new IkeSpi(2), exchange, !response, response, 1);
    return new Message(header, List.of(payloads));
  }

  private static Message request(ExchangeType exchange, Payload... payloads) {
    return message(exchange, false, payloads);
  }

  static Stream<Message> wholeRequests() {
    return Stream.of(
        request(ExchangeType.IKE_SA_INIT, SA, KE, NONCE),
        request(ExchangeType.IKE_AUTH, IDI, IDR, AUTH, ESP, TSI, TSR),
        request(ExchangeType.CREATE_CHILD_SA, ESP, NONCE, KE, TSI, TSR));
  }

  @ParameterizedTest
  @MethodSource("wholeRequests")
  void letsWholeRequestsPass(Message message) {
    assertThat(PayloadRules.check(message)).isEmpty();
  }

  @Tag("RX-CODEC-2")
  @ParameterizedTest
  @MethodSource("wholeRequests")
  void refusesEachOfTheirPayloadsTwice(Message message) {
    for (Payload payload : message.payloads()) {
      List<Payload> more = new ArrayList<>(message.payloads());
      more.add(payload);

      assertThat(PayloadRules.check(new Message(message.header(), more)))
          .get()
          .extracting(Refusal.BadMessage::where, Refusal.BadMessage::toNotify)
          .containsExactly(payload.type().toString(), NotifyType.INVALID_SYNTAX);
    }
  }

  @Test
  void refusesInitialRequestsThatLackAPart() {
    assertThat(PayloadRules.check(request(ExchangeType.IKE_SA_INIT, SA, KE))).isPresent();
    assertThat(PayloadRules.check(request(ExchangeType.IKE_SA_INIT, SA, NONCE))).isPresent();
    assertThat(PayloadRules.check(request(ExchangeType.IKE_SA_INIT, KE, NONCE))).isPresent();
    assertThat(PayloadRules.check(request(ExchangeType.CREATE_CHILD_SA, ESP))).isPresent();
  }

  @Test
  void letsAnAnswerBeAnErrorAlone() {
    for (ExchangeType exchange :
        List.of(ExchangeType.IKE_SA_INIT, ExchangeType.IKE_AUTH, ExchangeType.CREATE_CHILD_SA)) {
      NotifyPayload error = NotifyPayload.of(NotifyType.NO_PROPOSAL_CHOSEN);
      assertThat(PayloadRules.check(message(exchange, true, error))).isEmpty();
    }
  }

  @Test
  void letsManyNotificationsAndUnknownPayloadsPass() {
    NotifyPayload notify = NotifyPayload.of(NotifyType.INITIAL_CONTACT);
    UnknownPayload unknown = new UnknownPayload(new PayloadType(200), false, Bytes.of(1));
    assertThat(
            PayloadRules.check(
                request(ExchangeType.INFORMATIONAL, notify, notify, unknown, unknown)))
        .isEmpty();
  }

  @Tag("R7296-3.3-1")
  @Test
  void wantsProposalsNumberedFromOneByOne() {
    assertThat(PayloadRules.check(init(sa(ike(1), ike(2), ike(3))))).isEmpty();
    assertThat(PayloadRules.check(init(sa(ike(0))))).isPresent();
    assertThat(PayloadRules.check(init(sa(ike(2))))).isPresent();
    assertThat(PayloadRules.check(init(sa(ike(1), ike(3))))).isPresent();
    assertThat(PayloadRules.check(init(sa(ike(1), ike(1))))).isPresent();
  }

  @Test
  void letsAnAnswerCarryTheNumberThatWasChosen() {
    assertThat(PayloadRules.check(message(ExchangeType.IKE_SA_INIT, true, sa(ike(3)), KE, NONCE)))
        .isEmpty();
  }

  @Tag("R7296-3.3-2")
  @Test
  void wantsAnSpiInARekeyOfTheIkeSaAndNoneBefore() {
    Proposal named = ike(1).withSpi(Bytes.ofHex("0102030405060708"));
    assertThat(PayloadRules.check(init(sa(named)))).isPresent();
    assertThat(PayloadRules.check(child(sa(named)))).isEmpty();
    assertThat(PayloadRules.check(child(sa(ike(1))))).isPresent();
    assertThat(PayloadRules.check(child(sa(ike(1).withSpi(Bytes.wrap(new byte[8])))))).isPresent();
  }

  @Tag("R7296-1.3.1-1")
  @Test
  void refusesReservedSpisOfChildSas() {
    assertThat(PayloadRules.check(child(sa(esp(1, 0))))).isPresent();
    assertThat(PayloadRules.check(child(sa(esp(1, 255))))).isPresent();
    assertThat(PayloadRules.check(child(sa(esp(1, 256))))).isEmpty();
    assertThat(PayloadRules.check(child(sa(esp(1, -1))))).isEmpty();
  }

  @Tag("R7296-3.13-1")
  @Test
  void refusesRangesThatEndBeforeTheyStart() {
    assertThat(PayloadRules.check(child(ESP, ts(PayloadType.TSI, 9, 8, "0a000001", "0a000001"))))
        .isPresent();
    assertThat(PayloadRules.check(child(ESP, ts(PayloadType.TSR, 0, 9, "0a000002", "0a000001"))))
        .isPresent();
  }

  @Tag("R7296-3.13.1-1")
  @Test
  void takesOpaquePortsWhichLookThatWay() {
    assertThat(
            PayloadRules.check(
                child(ESP, ts(PayloadType.TSI, 65535, 0, "0a000001", "0a0000ff"), TSR)))
        .isEmpty();
  }

  private static Message init(Payload sa) {
    return request(ExchangeType.IKE_SA_INIT, sa, KE, NONCE);
  }

  private static Message child(Payload... payloads) {
    List<Payload> all = new ArrayList<>(List.of(payloads));
    all.add(NONCE);
    return request(ExchangeType.CREATE_CHILD_SA, all.toArray(Payload[]::new));
  }
}
