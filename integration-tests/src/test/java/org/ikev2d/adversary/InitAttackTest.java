package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ikev2d.payload.EncryptedPayload;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.UnknownPayload;
import org.ikev2d.payload.VendorIdPayload;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What anybody can send, with no key at all. */
class InitAttackTest {
  private static final Payload SEALED =
      new EncryptedPayload(PayloadType.NONE, Bytes.wrap(new byte[64]));

  private final Scene scene = new Scene();
  private final Adversary adversary = scene.initiator();

  private List<Payload> with(Payload... more) {
    List<Payload> all = new ArrayList<>(adversary.initPayloads());
    all.addAll(List.of(more));
    return all;
  }

  private List<Payload> replacing(Payload replacement) {
    return adversary.initPayloads().stream()
        .map(p -> p.type().equals(replacement.type()) ? replacement : p)
        .toList();
  }

  @Test
  void aFirstMessageThatIsProtectedLeavesNothing() {
    assertThat(adversary.init(List.of(SEALED))).isEmpty();
    assertThat(adversary.init(with(SEALED))).isEmpty();
    scene.assertForgotten();
  }

  @Tag("R7296-2.2-1")
  @Test
  void aFirstMessageWithAnotherIdLeavesNothing() {
    MessageHeader header =
        MessageHeader.of(adversary.spi(), IkeSpi.NONE, ExchangeType.IKE_SA_INIT, true, false, 1);
    Bytes message = Adversary.CODEC.encode(new Message(header, adversary.initPayloads()));
    assertThat(adversary.raw(message)).isEmpty();
    scene.assertForgotten();
  }

  @Tag("RX-VER-1")
  @Tag("R7296-3.1-4")
  @Test
  void aFirstMessageFromTheWrongSideOrOfAnotherExchangeLeavesNothing() {
    for (MessageHeader header :
        List.of(
            header(ExchangeType.IKE_SA_INIT, false, false),
            header(ExchangeType.IKE_SA_INIT, true, true),
            header(ExchangeType.IKE_AUTH, true, false),
            header(ExchangeType.INFORMATIONAL, true, false),
            header(new ExchangeType(250), true, false))) {
      adversary.raw(Adversary.CODEC.encode(new Message(header, adversary.initPayloads())));
      assertThat(scene.victim.ikeSas()).isEmpty();
    }
    scene.assertForgotten();
  }

  private MessageHeader header(ExchangeType exchange, boolean initiator, boolean response) {
    return MessageHeader.of(adversary.spi(), IkeSpi.NONE, exchange, initiator, response, 0);
  }

  @Tag("R7296-2.5-3")
  @Tag("R7296-2.5-5")
  @Test
  void anUnknownCriticalPayloadIsNamedAndNothingKept() {
    List<Message> answer =
        adversary.init(with(new UnknownPayload(new PayloadType(200), true, Bytes.of(1))));
    NotifyPayload notify = answer.getFirst().all(NotifyPayload.class).findFirst().orElseThrow();
    assertThat(notify.kind()).isEqualTo(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD);
    assertThat(notify.data()).isEqualTo(Bytes.of(200));
    scene.assertForgotten();
  }

  @Tag("R7296-3.2-2")
  @Test
  void anUnknownPayloadThatIsNotCriticalIsSkipped() {
    List<Message> answer =
        adversary.init(with(new UnknownPayload(new PayloadType(200), false, Bytes.of(1))));
    assertThat(answer.getFirst().first(SaPayload.class)).isPresent();
    scene.assertNothingLeaks();
  }

  @Tag("RX-CODEC-2")
  @Test
  void theSamePayloadTwiceIsInvalidSyntax() {
    for (Payload payload : adversary.initPayloads()) {
      assertRefused(with(payload), NotifyType.INVALID_SYNTAX);
    }
  }

  @Test
  void brokenPayloadsAreInvalidSyntax() {
    for (PayloadType type :
        List.of(PayloadType.SA, PayloadType.KE, PayloadType.NONCE, PayloadType.NOTIFY)) {
      List<Payload> payloads = new ArrayList<>(adversary.initPayloads());
      payloads.removeIf(p -> p.type().equals(type));
      payloads.add(new UnknownPayload(type, false, Bytes.of(1, 2, 3)));
      assertRefused(payloads, NotifyType.INVALID_SYNTAX);
    }
  }

  @Tag("R7296-3.3-1")
  @Tag("R7296-3.3-2")
  @Test
  void wrongNumbersOfProposalsAreInvalidSyntax() {
    assertRefused(
        replacing(new SaPayload(List.of(Adversary.ikeProposal(2)))), NotifyType.INVALID_SYNTAX);
    assertRefused(
        replacing(
            new SaPayload(
                List.of(Adversary.ikeProposal(1).withSpi(Bytes.ofHex("0102030405060708"))))),
        NotifyType.INVALID_SYNTAX);
  }

  @Tag("R7296-3.4-1")
  @Tag("R6989-2-1")
  @Test
  void publicValuesThatMustNotBeUsedAreInvalidSyntax() {
    // Of the wrong length, and of small order, which makes the secret all zero (RFC 7748, 6.1).
    for (int octets : new int[] {1, 31, 33, 2000, 32}) {
      Payload ke = new KePayload(Adversary.GROUP, Bytes.wrap(new byte[octets]));
      assertRefused(replacing(ke), NotifyType.INVALID_SYNTAX);
    }
  }

  @Tag("R7296-1.2-2")
  @Tag("R7296-3.4-1")
  @Test
  void anotherGroupIsAskedForWithoutKeepingAnything() {
    assertRefused(
        replacing(new KePayload(GroupId.MODP_2048, Bytes.wrap(new byte[256]))),
        NotifyType.INVALID_KE_PAYLOAD);
  }

  @Test
  void aHugeRequestIsRefused() {
    assertRefused(
        with(new VendorIdPayload(Bytes.wrap(new byte[20_000]))), NotifyType.INVALID_SYNTAX);
  }

  private void assertRefused(List<Payload> payloads, NotifyType error) {
    List<Message> answer = adversary.init(payloads);
    assertThat(Scene.notifies(answer)).containsExactly(error);
    assertThat(answer.getFirst().header().responderSpi()).isEqualTo(IkeSpi.NONE);
    scene.assertForgotten();
  }

  @Tag("R7296-2.1-4")
  @Tag("RX-MID-1")
  @Test
  void anotherRequestWithTheSameSpiIsNotAnswered() {
    assertThat(adversary.init(adversary.initPayloads())).hasSize(1);
    assertThat(adversary.init(with(new VendorIdPayload(Bytes.of(1, 2, 3))))).isEmpty();
    assertThat(scene.victim.ikeSas()).hasSize(1);
    scene.assertNothingLeaks();
  }

  @Test
  void aRefusalIsNoLongerThanWhatProvokedIt() {
    Bytes request =
        Adversary.CODEC.encode(
            new Message(adversary.initHeader(), replacing(new SaPayload(List.of(foreign())))));
    for (Bytes answer : adversary.raw(request)) {
      assertThat(answer.length()).isLessThanOrEqualTo(request.length());
    }
  }

  private static org.ikev2d.payload.Proposal foreign() {
    return new org.ikev2d.payload.Proposal(
        1,
        org.ikev2d.wire.ProtocolId.IKE,
        Bytes.EMPTY,
        List.of(org.ikev2d.payload.Transform.encr(org.ikev2d.wire.EncrId.TRIPLE_DES)));
  }

  @Tag("R7296-3.1-6")
  @Tag("R7296-2.21.4-1")
  @Test
  void unknownSpisAreAnsweredSeldomAndAnswersNever() {
    int answers = 0;
    for (int i = 1; i <= 100; i++) {
      MessageHeader header =
          MessageHeader.of(
              new IkeSpi(i), new IkeSpi(i + 1000), ExchangeType.INFORMATIONAL, true, i % 2 == 0, 5);
      scene.wire.send(Adversary.CODEC.encode(new Message(header, List.of(SEALED))));
    }
    for (Bytes datagram : scene.wire.receive()) {
      assertThat(Scene.notifies(List.of(Adversary.read(datagram))))
          .containsExactly(NotifyType.INVALID_IKE_SPI);
      answers++;
    }
    assertThat(answers).isEqualTo(1);
    scene.assertForgotten();
  }

  @Test
  void whatIsLoggedOfARefusalIsBounded() {
    List<org.ikev2d.payload.Proposal> many = new ArrayList<>();
    for (int i = 1; i <= 60; i++) {
      List<org.ikev2d.payload.Transform> transforms = new ArrayList<>();
      for (int t = 0; t < 25; t++) {
        transforms.add(
            org.ikev2d.payload.Transform.of(org.ikev2d.wire.TransformType.ENCR, 1000 + t));
      }
      many.add(
          new org.ikev2d.payload.Proposal(
              i, org.ikev2d.wire.ProtocolId.IKE, Bytes.EMPTY, transforms));
    }
    adversary.init(replacing(new SaPayload(many)));
    assertThat(scene.victim.events("ike.refused"))
        .hasSize(1)
        .allSatisfy(e -> assertThat(e.fields().values()).allMatch(value -> value.length() <= 2000));
    scene.assertForgotten();
  }
}
