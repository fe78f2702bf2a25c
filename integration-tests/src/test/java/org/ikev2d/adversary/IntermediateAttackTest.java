package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.Transform;
import org.ikev2d.sim.Rules;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** IKE_INTERMEDIATE by a peer that wants to do without what was agreed on. */
class IntermediateAttackTest {
  private final Scene scene = new Scene();
  private final Adversary adversary = scene.initiator();

  /** After an IKE_SA_INIT that agrees on ML-KEM-768 as well. */
  private Session begun() {
    scene.victim.replace(
        Scene.policy(Rules.AES_SHA256_X25519.withAdditional(List.of(GroupId.ML_KEM_768))));
    Proposal plain = Adversary.ikeProposal(1);
    List<Transform> transforms = new ArrayList<>(plain.transforms());
    transforms.add(Transform.additional(1, GroupId.ML_KEM_768));
    List<Payload> payloads = new ArrayList<>();
    payloads.add(
        new SaPayload(List.of(new Proposal(1, plain.protocol(), plain.spi(), transforms))));
    adversary.initPayloads().stream().filter(p -> !(p instanceof SaPayload)).forEach(payloads::add);
    payloads.add(NotifyPayload.of(NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED));
    return adversary.openWith(payloads);
  }

  private void assertRefused(List<Message> answer) {
    assertThat(answer).hasSize(1);
    assertThat(answer.getFirst().payloads()).as("an error and nothing else").hasSize(1);
    assertThat(Scene.notifies(answer)).containsExactly(NotifyType.INVALID_SYNTAX);
  }

  @Tag("R9370-2.2-2")
  @Test
  void nobodyAuthenticatesBeforeTheLastKeyExchange() {
    Session session = begun();
    List<Message> answer =
        session.authenticate(Scene.ADVERSARY, Scene.VICTIM, Scene.KEY, Scene.SPI);
    assertRefused(answer);
    assertThat(scene.victim.ikeSas()).noneMatch(s -> s.sa().isEstablished());
    assertThat(scene.victim.sadb()).isEmpty();
  }

  @Tag("R9370-2.2-2")
  @Test
  void anotherMethodThanWasAgreedOnEndsTheIkeSa() {
    Session session = begun();
    Payload ke = new KePayload(GroupId.ML_KEM_512, Bytes.wrap(new byte[800]));
    assertRefused(session.ask(ExchangeType.IKE_INTERMEDIATE, 1, List.of(ke)));
    scene.assertForgotten();
  }

  @Tag("RD-mlkem-1")
  @Test
  void aKeyThatFailsItsChecksEndsTheIkeSa() {
    byte[] tooLarge = new byte[1184];
    java.util.Arrays.fill(tooLarge, (byte) 0xff);
    Session session = begun();
    Payload ke = new KePayload(GroupId.ML_KEM_768, Bytes.wrap(tooLarge));
    assertRefused(session.ask(ExchangeType.IKE_INTERMEDIATE, 1, List.of(ke)));
    scene.assertForgotten();
  }

  @Test
  void aMessageWithoutAKeyExchangeEndsTheIkeSa() {
    Session session = begun();
    assertRefused(session.ask(ExchangeType.IKE_INTERMEDIATE, 1, List.of()));
    scene.assertForgotten();
  }

  @Tag("R9242-4-1")
  @Test
  void anExchangeThatWasNotAgreedOnEndsTheIkeSa() {
    Session session = adversary.open();
    Payload ke = new KePayload(GroupId.ML_KEM_768, Bytes.wrap(new byte[1184]));
    assertRefused(session.ask(ExchangeType.IKE_INTERMEDIATE, 1, List.of(ke)));
    scene.assertForgotten();
  }

  @Tag("R9370-2.2-1")
  @Test
  void theTransformWithoutTheNotificationIsNotChosen() {
    scene.victim.replace(
        Scene.policy(Rules.AES_SHA256_X25519.withAdditional(List.of(GroupId.ML_KEM_768))));
    Proposal plain = Adversary.ikeProposal(1);
    List<Transform> transforms = new ArrayList<>(plain.transforms());
    transforms.add(Transform.additional(1, GroupId.ML_KEM_768));
    List<Payload> payloads = new ArrayList<>();
    payloads.add(
        new SaPayload(List.of(new Proposal(1, plain.protocol(), plain.spi(), transforms))));
    adversary.initPayloads().stream().filter(p -> !(p instanceof SaPayload)).forEach(payloads::add);
    assertThat(Scene.notifies(adversary.init(payloads)))
        .containsExactly(NotifyType.NO_PROPOSAL_CHOSEN);
  }

  /** On an established IKE SA: nothing waits for it, and the IKE SA lives on. */
  @Tag("R9370-2.2.4-2")
  @Test
  void aFollowUpOfNothingIsToldSo() {
    Session session = scene.established();
    List<Payload> payloads =
        List.of(
            new KePayload(GroupId.ML_KEM_768, Bytes.wrap(new byte[1184])),
            NotifyPayload.of(NotifyType.ADDITIONAL_KEY_EXCHANGE, Bytes.of(1, 2, 3)));
    List<Message> answer = session.ask(ExchangeType.IKE_FOLLOWUP_KE, 2, payloads);
    assertThat(Scene.notifies(answer)).containsExactly(NotifyType.STATE_NOT_FOUND);
    scene.assertUnharmed();
  }
}
