package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.sim.Rules;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.ProtocolId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An authenticated peer that replaces SAs in ways of its own. Its next message ID is 2. */
class RekeyAttackTest {
  private final Scene scene = new Scene();
  private final Session session = scene.established();

  private static List<Payload> newChild(int spi) {
    List<Payload> all = new ArrayList<>(Session.child(Scene.ADVERSARY, Scene.VICTIM, spi));
    all.add(new NoncePayload(Bytes.wrap(new byte[32])));
    return all;
  }

  @Tag("R7296-2.25-2")
  @Test
  void aRekeyOfAChildSaThatIsNotThereIsAnsweredWithItsSpi() {
    List<Payload> payloads = new ArrayList<>(newChild(Scene.SPI + 1));
    payloads.add(
        NotifyPayload.about(NotifyType.REKEY_SA, ProtocolId.ESP, new ChildSpi(0x7777_7777)));
    List<Message> answer = session.ask(ExchangeType.CREATE_CHILD_SA, 2, payloads);
    assertThat(Scene.notifies(answer)).containsExactly(NotifyType.CHILD_SA_NOT_FOUND);
    assertThat(answer.getFirst().all(NotifyPayload.class).findFirst().orElseThrow().spi())
        .isEqualTo(new ChildSpi(0x7777_7777).toBytes());
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Test
  void aRekeyThatNamesItsSpiWrongIsRefused() {
    for (Bytes spi : List.of(Bytes.EMPTY, Bytes.of(1, 2), Bytes.wrap(new byte[8]))) {
      Scene another = new Scene();
      Session theirs = another.established();
      List<Payload> payloads = new ArrayList<>(newChild(Scene.SPI + 1));
      payloads.add(new NotifyPayload(ProtocolId.ESP, spi, NotifyType.REKEY_SA, Bytes.EMPTY));
      assertThat(Scene.notifies(theirs.ask(ExchangeType.CREATE_CHILD_SA, 2, payloads))).hasSize(1);
      assertThat(another.victim.sadb()).hasSizeLessThanOrEqualTo(2);
      another.assertNothingLeaks();
    }
  }

  @Test
  void aRekeyOfTheIkeSaWithGarbageLeavesItAsItIs() {
    Proposal named = Adversary.ikeProposal(1).withSpi(Bytes.ofHex("0102030405060708"));
    List<Payload> half =
        List.of(new SaPayload(List.of(named)), new NoncePayload(Bytes.wrap(new byte[32])));
    assertThat(Scene.notifies(session.ask(ExchangeType.CREATE_CHILD_SA, 2, half))).hasSize(1);
    List<Payload> wrong = new ArrayList<>(half);
    wrong.add(new KePayload(Adversary.GROUP, Bytes.wrap(new byte[32])));
    assertThat(Scene.notifies(session.ask(ExchangeType.CREATE_CHILD_SA, 3, wrong))).hasSize(1);
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Test
  void aRekeyOfTheIkeSaWithoutAnSpiIsInvalidSyntax() {
    List<Payload> payloads =
        List.of(
            new SaPayload(List.of(Adversary.ikeProposal(1))),
            new NoncePayload(Bytes.wrap(new byte[32])));
    assertThat(Scene.notifies(session.ask(ExchangeType.CREATE_CHILD_SA, 2, payloads)))
        .containsExactly(NotifyType.INVALID_SYNTAX);
    scene.assertForgotten();
  }

  @Tag("R7296-1.2-3")
  @Test
  void aPeerThatWantsAWeakerGroupOrAlwaysAnotherOneIsNotFollowed() {
    assertThat(rekeysTried(new Scene(), 2)).isEqualTo(1);
    assertThat(rekeysTried(new Scene(), 19)).isEqualTo(1);
    Scene both = new Scene();
    both.victim.replace(Scene.policy(Rules.AES_SHA256_X25519, Rules.AES_SHA256_ECP256));
    assertThat(rekeysTried(both, 19)).isEqualTo(2);
  }

  private static int rekeysTried(Scene another, int firstGroup) {
    Session theirs = another.established();
    another.victim.endpoint().rekeyIke(theirs.peerSpi());
    int tries = 0;
    List<Message> requests = theirs.receive();
    while (!requests.isEmpty() && tries < 50) {
      int group = tries % 2 == 0 ? firstGroup : 31;
      tries++;
      requests =
          theirs.answer(
              ExchangeType.CREATE_CHILD_SA,
              requests.getFirst().header().messageId(),
              List.of(NotifyPayload.of(NotifyType.INVALID_KE_PAYLOAD, Bytes.ofShort(group))));
    }
    another.assertUnharmed();
    another.assertNothingLeaks();
    return tries;
  }
}
