package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.payload.DeletePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.Transform;
import org.ikev2d.payload.UnknownPayload;
import org.ikev2d.sim.Rules;
import org.ikev2d.sim.SimPolicy;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;
import org.ikev2d.wire.ProtocolId;
import org.ikev2d.wire.TransformType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A responder that answers wrong. */
class ResponderAttackTest {
  private final Scene scene = new Scene();
  private final Adversary adversary = scene.responder();
  private CompletableFuture<CommandOutcome> outcome = new CompletableFuture<>();

  @BeforeEach
  void start() {
    outcome = scene.victim.endpoint().initiate("adversary", Optional.empty());
  }

  private static Proposal without(Proposal proposal, TransformType type) {
    return new Proposal(
        proposal.number(),
        proposal.protocol(),
        proposal.spi(),
        proposal.transforms().stream().filter(t -> !t.type().equals(type)).toList());
  }

  private List<Payload> answering(Payload sa) {
    return adversary.initPayloads().stream()
        .map(p -> p.type().equals(PayloadType.SA) ? sa : p)
        .toList();
  }

  private static Payload sa(Proposal... proposals) {
    return new SaPayload(List.of(proposals));
  }

  /** Nothing that is not authentic keeps the right answer from being taken. */
  private void assertStillTakesTheRightAnswer(Bytes request) {
    assertThat(scene.victim.events("ike.fault")).isEmpty();
    Session session = adversary.accept(request);
    assertThat(session.receive()).hasSize(1);
    assertThat(scene.victim.ikeSas().getFirst().sa().state().label()).isEqualTo("AUTH-SENT");
    scene.assertNothingLeaks();
    assertThat(outcome).isDone();
  }

  @Tag("R7296-3.3.2-2")
  @Test
  void anAnswerWithoutIntegrityIsNoAnswer() {
    Bytes request = adversary.awaitInit();
    adversary.answerInit(
        request, answering(sa(without(Adversary.ikeProposal(1), TransformType.INTEG))));
    assertStillTakesTheRightAnswer(request);
  }

  @Tag("R7296-3.3.6-3")
  @Tag("R7296-3.3.2-2")
  @Tag("R7296-3.3-1")
  @Test
  void anAnswerThatLacksOrChangesAnythingIsNoAnswer() {
    Bytes request = adversary.awaitInit();
    Proposal right = Adversary.ikeProposal(1);
    Proposal weaker =
        new Proposal(1, ProtocolId.IKE, Bytes.EMPTY, List.of(Transform.encr(EncrId.TRIPLE_DES)));
    for (Payload sa :
        List.of(
            sa(),
            sa(right, right),
            sa(Adversary.ikeProposal(2)),
            sa(weaker),
            sa(without(right, TransformType.PRF)),
            sa(without(right, TransformType.ENCR)),
            sa(without(right, TransformType.KE)))) {
      adversary.answerInit(request, answering(sa));
    }
    for (Payload left : adversary.initPayloads()) {
      List<Payload> fewer = new ArrayList<>(adversary.initPayloads());
      fewer.remove(left);
      adversary.answerInit(request, fewer);
    }
    assertStillTakesTheRightAnswer(request);
  }

  @Tag("R7296-2.5-3")
  @Test
  void anUnknownCriticalPayloadInAnAnswerThatAnybodyCanForgeIsNoAnswer() {
    Bytes request = adversary.awaitInit();
    List<Payload> payloads = new ArrayList<>(adversary.initPayloads());
    payloads.add(new UnknownPayload(new PayloadType(199), true, Bytes.EMPTY));
    adversary.answerInit(request, payloads);
    assertStillTakesTheRightAnswer(request);
  }

  @Tag("R7296-1.2-3")
  @Test
  void groupsThatWereNotOfferedAreNotUsed() {
    Bytes request = adversary.awaitInit();
    for (int group : new int[] {14, 31}) {
      adversary.answerInit(
          request, List.of(NotifyPayload.of(NotifyType.INVALID_KE_PAYLOAD, Bytes.ofShort(group))));
    }
    assertStillTakesTheRightAnswer(request);
  }

  @Tag("R7296-1.2-3")
  @Tag("R7296-2.6-5")
  @Test
  void demandsForOtherGroupsAndCookiesEndSometime() {
    scene.victim.replace(
        new SimPolicy(
            List.of(
                Rules.rule(
                    "adversary",
                    Scene.VICTIM,
                    Scene.ADVERSARY,
                    Rules.AES_SHA256_X25519,
                    Rules.AES_SHA256_ECP256)),
            List.of(Rules.transport("hosts", Scene.VICTIM, Scene.ADVERSARY, Rules.ESP_AES_SHA512)),
            Scene.KEY));
    scene.victim.endpoint().close();
    scene.wire.receive();
    outcome = scene.victim.endpoint().initiate("adversary", Optional.empty());
    Bytes request = adversary.awaitInit();
    int answers = 0;
    for (int i = 0; i < 40; i++) {
      int group = i % 2 == 0 ? 19 : 31;
      answers +=
          adversary
              .answerInit(
                  request,
                  i % 3 == 2
                      ? List.of(NotifyPayload.of(NotifyType.COOKIE, Bytes.of(i)))
                      : List.of(
                          NotifyPayload.of(NotifyType.INVALID_KE_PAYLOAD, Bytes.ofShort(group))))
              .size();
    }
    adversary.answerInit(request, adversary.initPayloads());
    assertThat(answers).isLessThan(20);
    scene.assertNothingLeaks();
    assertThat(outcome).isDone();
  }

  @Tag("R7296-2.15-4")
  @Tag("R7296-2.21.2-1")
  @Test
  void aWrongProofIsToldAndEndsIt() {
    Session session = adversary.accept(adversary.awaitInit());
    session.receive();
    List<Payload> payloads = new ArrayList<>(session.proof(Scene.ADVERSARY, "another"));
    payloads.addAll(Session.child(Scene.VICTIM, Scene.ADVERSARY, Scene.SPI));
    List<Message> told = session.answer(ExchangeType.IKE_AUTH, 1, payloads);

    assertThat(Scene.notifies(told)).containsExactly(NotifyType.AUTHENTICATION_FAILED);
    // for responders that pass over the notification
    assertThat(told.getFirst().all(DeletePayload.class)).containsExactly(DeletePayload.ikeSa());
    assertThat(outcome.getNow(null)).isInstanceOf(CommandOutcome.Failed.class);
    scene.assertForgotten();
  }

  @Tag("R7296-2.15-4")
  @Test
  void anAnswerWithoutProofEndsIt() {
    Session session = adversary.accept(adversary.awaitInit());
    session.receive();
    session.answer(
        ExchangeType.IKE_AUTH, 1, Session.child(Scene.VICTIM, Scene.ADVERSARY, Scene.SPI));
    assertThat(outcome.getNow(null)).isInstanceOf(CommandOutcome.Failed.class);
    scene.assertForgotten();
  }

  @Tag("R7296-3.3.6-3")
  @Tag("R8221-5-1")
  @Test
  void aChildSaWithoutIntegrityIsNotInstalled() {
    assertChildRefused(
        sa(without(Session.espProposal(Scene.SPI), TransformType.INTEG)),
        Session.child(Scene.VICTIM, Scene.ADVERSARY, Scene.SPI));
  }

  @Tag("R7296-2.9-7")
  @Test
  void aChildSaForMoreThanWasAskedIsNotInstalled() {
    List<Payload> wide = new ArrayList<>(Session.child(Scene.VICTIM, Scene.ADVERSARY, Scene.SPI));
    wide.replaceAll(p ->
        p.type().equals(PayloadType.TSR)
            ? Session.selectors(PayloadType.TSR, Rules.net("0.0.0.0/0"))
            : p);
    assertChildRefused(sa(Session.espProposal(Scene.SPI)), wide);
  }

  @Tag("R7296-1.3.1-2")
  @Test
  void aChildSaInTunnelModeInsteadOfTransportIsNotInstalled() {
    List<Payload> tunnel =
        Session.child(Scene.VICTIM, Scene.ADVERSARY, Scene.SPI).stream()
            .filter(p -> !p.type().equals(PayloadType.NOTIFY))
            .toList();
    assertChildRefused(sa(Session.espProposal(Scene.SPI)), tunnel);
  }

  private void assertChildRefused(Payload sa, List<Payload> child) {
    Session session = adversary.accept(adversary.awaitInit());
    session.receive();
    List<Payload> payloads = new ArrayList<>(session.proof(Scene.ADVERSARY, Scene.KEY));
    child.forEach(p -> payloads.add(p.type().equals(PayloadType.SA) ? sa : p));
    List<Message> told = session.answer(ExchangeType.IKE_AUTH, 1, payloads);

    assertThat(scene.victim.sadb()).isEmpty();
    assertThat(scene.victim.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
    assertThat(outcome.getNow(null)).isInstanceOf(CommandOutcome.Failed.class);
    assertThat(told.getFirst().all(DeletePayload.class)).as("the peer is told").hasSize(1);
    scene.assertNothingLeaks();
  }

  @Test
  void anAnswerThatCannotBeReadEndsIt() {
    Session session = adversary.accept(adversary.awaitInit());
    session.receive();
    session.answer(
        ExchangeType.IKE_AUTH, 1, List.of(new UnknownPayload(PayloadType.SA, false, Bytes.of(1))));
    assertThat(outcome.getNow(null)).isInstanceOf(CommandOutcome.Failed.class);
    scene.assertForgotten();
  }
}
