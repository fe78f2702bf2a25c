package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.Extensions;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who wants to hear a token that is still good, or to have a wrong one believed (RFC 6290). */
class CrashTokenAttackTest {
  private static final NotifyType TOKEN = NotifyType.QUICK_CRASH_DETECTION;
  private static final Bytes GOOD = Bytes.ofHex("00112233445566778899aabbccddeeff");

  private final Scene scene =
      new Scene(
          EndpointSettings.DEFAULT.withExtensions(
              Extensions.DEFAULT.withCrashDetection(
                  true,
                  Optional.of(Secret.ofPublic(Bytes.ofText("the secret of the victim, 32 oct"))))));
  private final Session session = scene.initiator().open();

  private Bytes authenticate(Bytes ownToken) {
    List<Payload> all = new ArrayList<>(session.proof(Scene.ADVERSARY, Scene.KEY));
    all.addAll(Session.child(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI));
    all.add(NotifyPayload.of(TOKEN, ownToken));
    Message answer = session.ask(ExchangeType.IKE_AUTH, 1, all).getFirst();
    scene.assertUnharmed();
    return answer.notifies(TOKEN).findFirst().orElseThrow().data();
  }

  /** The victim asks for something, with message ID 0. */
  private MessageHeader asked() {
    scene.victim.endpoint().checkLiveness(scene.victim.ikeSas().getFirst().sa().localSpi());
    assertThat(session.receive()).hasSize(1);
    return session.header(ExchangeType.INFORMATIONAL, true, 0);
  }

  /** Unprotected, as if from somebody who knows the SPIs from the wire. */
  private List<Message> inTheClear(MessageHeader header, NotifyPayload... payloads) {
    return session.send(Adversary.encode(new Message(header, List.of(payloads))));
  }

  private static NotifyPayload lost() {
    return NotifyPayload.of(NotifyType.INVALID_IKE_SPI);
  }

  @Tag("R6290-4-1")
  @Test
  void theTokenOfALivingIkeSaIsShownToNobody() {
    Bytes token = authenticate(GOOD);
    IkeSpi theirs = session.peerSpi();
    IkeSpi ours = session.header(ExchangeType.INFORMATIONAL, false, 2).initiatorSpi();
    for (boolean fromInitiator : new boolean[] {true, false}) {
      for (boolean swapped : new boolean[] {true, false}) {
        scene.network.advance(Duration.ofSeconds(1));
        MessageHeader header =
            MessageHeader.of(
                swapped ? theirs : ours,
                swapped ? ours : theirs,
                ExchangeType.INFORMATIONAL,
                fromInitiator,
                false,
                2);
        assertThat(inTheClear(header).stream().flatMap(m -> m.notifies(TOKEN)))
            .as(header.toString())
            .isEmpty();
      }
    }
    assertThat(token.length()).isBetween(16, 128);
    scene.assertUnharmed();
  }

  @Test
  void tokensOfOtherSpisDifferAndComeSeldom() {
    Bytes token = authenticate(GOOD);
    List<Bytes> shown = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      MessageHeader header =
          MessageHeader.of(
              new IkeSpi(i), new IkeSpi(-i), ExchangeType.INFORMATIONAL, true, false, 2);
      inTheClear(header).stream().flatMap(m -> m.notifies(TOKEN)).forEach(n -> shown.add(n.data()));
    }
    // 40 questions, 50 ms apart, one answer each 100 ms.
    assertThat(shown).hasSizeBetween(15, 21).doesNotHaveDuplicates().doesNotContain(token);
    scene.assertUnharmed();
  }

  @Tag("R6290-4-1")
  @Tag("R7296-2.4-3")
  @Test
  void wrongTokensAreNotBelieved() {
    authenticate(GOOD);
    MessageHeader header = asked();
    for (Bytes wrong :
        List.of(
            Bytes.EMPTY,
            GOOD.slice(0, 15),
            Bytes.ofHex("00112233445566778899aabbccddeefe"),
            Bytes.concat(GOOD, Bytes.of(0)),
            Bytes.wrap(new byte[128]),
            Bytes.wrap(new byte[129]))) {
      inTheClear(header, lost(), NotifyPayload.of(TOKEN, wrong));
      scene.assertUnharmed();
    }
    // The right one, but not as the answer to anything, nor with the notification it belongs to.
    inTheClear(header, NotifyPayload.of(TOKEN, GOOD));
    scene.assertUnharmed();
    inTheClear(
        session.header(ExchangeType.INFORMATIONAL, false, 2),
        lost(),
        NotifyPayload.of(TOKEN, GOOD));
    scene.assertUnharmed();
    inTheClear(
        MessageHeader.of(
            new IkeSpi(99), session.peerSpi(), ExchangeType.INFORMATIONAL, true, true, 0),
        lost(),
        NotifyPayload.of(TOKEN, GOOD));
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Test
  void theRightTokenThatAnswersNothingIsNotBelieved() {
    authenticate(GOOD);
    NotifyPayload right = NotifyPayload.of(TOKEN, GOOD);
    inTheClear(session.header(ExchangeType.INFORMATIONAL, true, 0), lost(), right);
    scene.assertUnharmed();
    asked();
    inTheClear(session.header(ExchangeType.INFORMATIONAL, true, 1), lost(), right);
    inTheClear(session.header(ExchangeType.CREATE_CHILD_SA, true, 0), lost(), right);
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Test
  void theRightTokenEndsTheIkeSaAtOnce() {
    authenticate(GOOD);
    inTheClear(asked(), lost(), NotifyPayload.of(TOKEN, GOOD));
    assertThat(scene.victim.events("ike.crashed")).hasSize(1);
    scene.assertForgotten();
  }

  @Test
  void aTokenThatIsTooShortOrTooLongIsNotKept() {
    for (int octets : new int[] {0, 15, 129, 4000}) {
      CrashTokenAttackTest fresh = new CrashTokenAttackTest();
      Bytes token = Bytes.wrap(new byte[octets]);
      fresh.authenticate(token);
      fresh.inTheClear(fresh.asked(), lost(), NotifyPayload.of(TOKEN, token));
      fresh.scene.assertUnharmed();
    }
  }
}
