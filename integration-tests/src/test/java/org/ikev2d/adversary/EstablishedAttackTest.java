package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ikev2d.payload.DeletePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.UnknownPayload;
import org.ikev2d.payload.VendorIdPayload;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;
import org.ikev2d.wire.ProtocolId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An authenticated peer that breaks the protocol. Its next message ID is 2. */
class EstablishedAttackTest {
  private static final ExchangeType INFORMATIONAL = ExchangeType.INFORMATIONAL;

  private final Scene scene = new Scene();
  private final Session session = scene.established();

  private static DeletePayload delete(int... spis) {
    List<ChildSpi> all = new ArrayList<>();
    for (int spi : spis) {
      all.add(new ChildSpi(spi));
    }
    return new DeletePayload(ProtocolId.ESP, all);
  }

  @Tag("R7296-1.4.1-4")
  @Tag("R7296-4-2")
  @Test
  void deletesOfUnknownSpisAreAnsweredEmpty() {
    List<Message> answer =
        session.ask(INFORMATIONAL, 2, List.of(delete(1, 2, 0x7fff_ffff, -1), delete()));
    assertThat(answer).hasSize(1);
    assertThat(answer.getFirst().payloads()).isEmpty();
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Tag("R7296-1.4.1-1")
  @Test
  void deletesOfTheVictimsOwnInboundSpiDoNothing() {
    int inbound = scene.victim.ikeSas().getFirst().sa().children().all().getFirst().spi().value();
    session.ask(INFORMATIONAL, 2, List.of(delete(inbound)));
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Tag("R7296-1.4.1-1")
  @Test
  void theSameSpiDeletedManyTimesIsDeletedOnce() {
    int inbound = scene.victim.ikeSas().getFirst().sa().children().all().getFirst().spi().value();
    List<Message> answer =
        session.ask(INFORMATIONAL, 2, List.of(delete(Scene.SPI, Scene.SPI), delete(Scene.SPI)));
    assertThat(answer.getFirst().all(DeletePayload.class).flatMap(d -> d.spis().stream()))
        .containsExactly(new ChildSpi(inbound));
    assertThat(scene.victim.sadb()).isEmpty();
    scene.assertNothingLeaks();
  }

  @Tag("R7296-2.1-2")
  @Tag("R7296-2.1-3")
  @Test
  void aRequestIsCarriedOutOnceAndAnsweredAgainTheSame() {
    Bytes request =
        session.seal(session.header(INFORMATIONAL, false, 2), List.of(delete(Scene.SPI)));
    List<Message> first = session.send(request);
    List<Message> again = session.send(request);
    assertThat(again).isEqualTo(first);
    assertThat(scene.victim.events("child.closed")).hasSize(1);

    session.ask(INFORMATIONAL, 3, List.of());
    assertThat(session.send(request)).as("its answer is forgotten now").isEmpty();
    scene.assertNothingLeaks();
  }

  @Tag("R7296-2.1-2")
  @Test
  void anIdThatWasUsedForAnotherRequestGetsTheOldAnswer() {
    List<Message> first = session.ask(INFORMATIONAL, 2, List.of());
    List<Message> second = session.ask(INFORMATIONAL, 2, List.of(DeletePayload.ikeSa()));
    assertThat(second).isEqualTo(first);
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Tag("R7296-2.3-4")
  @Test
  void idsOutsideTheWindowAreNotAnswered() {
    for (int id : new int[] {3, 4, 1000, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
      assertThat(session.ask(INFORMATIONAL, id, List.of(DeletePayload.ikeSa()))).isEmpty();
    }
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Tag("RX-VER-1")
  @Tag("R7296-2.21.3-1")
  @Test
  void anUnknownExchangeIsAnsweredInvalidSyntax() {
    assertThat(Scene.notifies(session.ask(new ExchangeType(250), 2, List.of())))
        .containsExactly(NotifyType.INVALID_SYNTAX);
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Test
  void authenticationOnceMoreIsAnsweredInvalidSyntax() {
    List<Payload> payloads = session.proof(Scene.ADVERSARY, Scene.KEY);
    assertThat(Scene.notifies(session.ask(ExchangeType.IKE_AUTH, 2, payloads)))
        .containsExactly(NotifyType.INVALID_SYNTAX);
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Tag("R7296-2.5-3")
  @Test
  void anUnknownCriticalPayloadIsNamedAndNothingElseDone() {
    List<Message> answer =
        session.ask(
            INFORMATIONAL,
            2,
            List.of(
                delete(Scene.SPI), new UnknownPayload(new PayloadType(222), true, Bytes.EMPTY)));
    NotifyPayload notify = answer.getFirst().all(NotifyPayload.class).findFirst().orElseThrow();
    assertThat(notify.kind()).isEqualTo(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD);
    assertThat(notify.data()).isEqualTo(Bytes.of(222));
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Tag("R7296-2.21.3-1")
  @Test
  void brokenPayloadsEndTheIkeSaOnBothSides() {
    for (PayloadType type :
        List.of(PayloadType.DELETE, PayloadType.NOTIFY, PayloadType.SA, PayloadType.TSI)) {
      Scene another = new Scene();
      Session theirs = another.established();
      List<Message> answer =
          theirs.ask(INFORMATIONAL, 2, List.of(new UnknownPayload(type, false, Bytes.of(1, 9))));
      assertThat(Scene.notifies(answer)).as("%s", type).containsExactly(NotifyType.INVALID_SYNTAX);
      another.assertForgotten();
    }
  }

  @Tag("R7296-2-1")
  @Tag("RX-CODEC-1")
  @Tag("R7296-4-2")
  @Test
  void aHundredNotificationsAreReadAndMoreThanTheLimitAreNot() {
    NotifyPayload notify = NotifyPayload.of(new NotifyType(40_000), Bytes.wrap(new byte[200]));
    List<Message> answer = session.ask(INFORMATIONAL, 2, Collections.nCopies(100, notify));
    assertThat(answer.getFirst().payloads()).isEmpty();
    scene.assertUnharmed();

    assertThat(Scene.notifies(session.ask(INFORMATIONAL, 3, Collections.nCopies(200, notify))))
        .containsExactly(NotifyType.INVALID_SYNTAX);
    scene.assertForgotten();
  }

  @Tag("R7296-3.10.1-1")
  @Test
  void unknownErrorNotificationsInARequestAreIgnored() {
    session.ask(INFORMATIONAL, 2, List.of(NotifyPayload.of(new NotifyType(8191))));
    session.ask(INFORMATIONAL, 3, List.of(NotifyPayload.of(NotifyType.INVALID_SPI)));
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Tag("R7296-2.4-3")
  @Tag("R7296-2.21.4-1")
  @Test
  void whatIsNotProtectedIsIgnored() {
    for (Payload payload :
        List.of(
            DeletePayload.ikeSa(),
            NotifyPayload.of(NotifyType.INVALID_IKE_SPI),
            NotifyPayload.of(NotifyType.AUTHENTICATION_FAILED))) {
      for (boolean response : new boolean[] {false, true}) {
        MessageHeader header = session.header(INFORMATIONAL, response, 2);
        assertThat(session.send(Adversary.CODEC.encode(new Message(header, List.of(payload)))))
            .isEmpty();
      }
    }
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Tag("R7296-3.1-6")
  @Test
  void answersToNothingAreIgnored() {
    assertThat(session.answer(INFORMATIONAL, 0, List.of(DeletePayload.ikeSa()))).isEmpty();
    assertThat(session.answer(ExchangeType.CREATE_CHILD_SA, 2, List.of())).isEmpty();
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Tag("R7296-3.1-4")
  @Test
  void aMessageThatSaysItIsFromTheOtherSideIsIgnored() {
    MessageHeader right = session.header(INFORMATIONAL, false, 2);
    MessageHeader wrong =
        MessageHeader.of(
            right.initiatorSpi(), right.responderSpi(), INFORMATIONAL, false, false, 2);
    session.send(session.seal(wrong, List.of(DeletePayload.ikeSa())));
    MessageHeader swapped =
        MessageHeader.of(
            right.responderSpi(), right.initiatorSpi(), INFORMATIONAL, false, false, 2);
    session.send(session.seal(swapped, List.of(DeletePayload.ikeSa())));
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Tag("R7383-2.3-1")
  @Test
  void fragmentsThatNobodyAgreedOnAreIgnored() {
    List<Payload> big =
        List.of(DeletePayload.ikeSa(), new VendorIdPayload(Bytes.wrap(new byte[900])));
    for (Bytes part : session.fragments(session.header(INFORMATIONAL, false, 2), big, 400)) {
      assertThat(session.send(part)).isEmpty();
    }
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Tag("R7296-2.21.3-1")
  @Test
  void aNewChildSaWithoutNonceOrProposalIsInvalidSyntax() {
    for (List<Payload> payloads :
        List.of(List.<Payload>of(), Session.child(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI + 1))) {
      Scene another = new Scene();
      Session theirs = another.established();
      assertThat(Scene.notifies(theirs.ask(ExchangeType.CREATE_CHILD_SA, 2, payloads)))
          .containsExactly(NotifyType.INVALID_SYNTAX);
      another.assertForgotten();
    }
  }

  @Tag("R7296-2.4-5")
  @Tag("R7296-2.4-2")
  @Test
  void replayedMessagesAreNoSignOfLife() {
    Scene guarded = new Scene(EndpointSettings.DEFAULT.withLiveness(Duration.ofSeconds(20)));
    Session theirs = guarded.established();
    Bytes old = theirs.seal(theirs.header(INFORMATIONAL, false, 2), List.of());
    theirs.send(old);
    for (int i = 0; i < 60; i++) {
      theirs.send(old);
      guarded.network.advance(Duration.ofSeconds(5));
    }
    assertThat(guarded.victim.ikeSas()).as("the peer has not answered for minutes").isEmpty();
    guarded.assertNothingLeaks();
  }

  private static List<Payload> newChild(int spi) {
    List<Payload> all = new ArrayList<>(Session.child(Scene.ADVERSARY, Scene.VICTIM, spi));
    all.add(new NoncePayload(Bytes.wrap(new byte[32])));
    return all;
  }

  @Tag("R7296-2.8-1")
  @Tag("R7296-1.3-4")
  @Test
  void childSasAreLimited() {
    int made = 1;
    for (int i = 1; i <= 600; i++) {
      List<Message> answer =
          session.ask(ExchangeType.CREATE_CHILD_SA, 1 + i, newChild(Scene.SPI + i));
      made += Scene.notifies(answer).contains(NotifyType.NO_ADDITIONAL_SAS) ? 0 : 1;
    }
    assertThat(made).isEqualTo(512);
    // All can receive; of CHILD SAs with the same selectors one sends.
    assertThat(scene.victim.sadb()).hasSize(made + 1);
    scene.assertNothingLeaks();
  }

  @Test
  void theSpiOfAnotherChildSaOfItsOwnIsRefused() {
    assertThat(Scene.notifies(session.ask(ExchangeType.CREATE_CHILD_SA, 2, newChild(Scene.SPI))))
        .containsExactly(NotifyType.INVALID_SYNTAX);
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Tag("R7296-1.4.1-3")
  @Tag("R7296-2.1-2")
  @Test
  void aDeadIkeSaRepeatsItsLastAnswerToThePeerAloneAndNotForEver() {
    Bytes delete =
        session.seal(session.header(INFORMATIONAL, false, 2), List.of(DeletePayload.ikeSa()));
    assertThat(session.send(delete)).hasSize(1);
    int answers = 0;
    for (int i = 0; i < 40; i++) {
      answers += session.send(delete).stream().filter(m -> m.firstError().isEmpty()).count();
    }
    assertThat(answers).isEqualTo(16);

    scene.wire.moveTo("10.0.0.66");
    assertThat(Scene.notifies(session.send(delete))).isSubsetOf(NotifyType.INVALID_IKE_SPI);
    scene.assertForgotten();
  }
}
