package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.wire.ExchangeType.CREATE_CHILD_SA;
import static org.ikev2d.wire.ExchangeType.IKE_FOLLOWUP_KE;
import static org.ikev2d.wire.ExchangeType.INFORMATIONAL;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.payload.DeletePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.port.SaStatus;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sim.SimPolicy;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An authenticated peer that begins additional key exchanges in order not to finish them. */
@Tag("R9370-2.2.4-2")
class FollowUpAttackTest {
  private static final Duration PATIENCE = Duration.ofSeconds(61);

  private final Scene scene = new Scene();
  private final FollowUpPeer peer = new FollowUpPeer();
  private final Session session = established(FollowUpPeer.taking());
  private int messageId = 2;

  private Session established(SimPolicy policy) {
    scene.victim.replace(policy);
    return scene.established();
  }

  private Message ask(ExchangeType exchange, List<Payload> payloads) {
    List<Message> answer = session.ask(exchange, messageId++, payloads);
    return answer.stream().filter(m -> m.header().response()).findFirst().orElseThrow();
  }

  private NotifyType refusal(ExchangeType exchange, List<Payload> payloads) {
    return ask(exchange, payloads).firstError().orElseThrow().kind();
  }

  /** Reserved in the kernel for something that is not finished. */
  private long larval() {
    return scene.victim.sadb().stream().filter(s -> s.state() != SaStatus.State.MATURE).count();
  }

  private ChildSa child() {
    return scene.victim.ikeSas().getFirst().sa().children().all().getFirst();
  }

  @Test
  void fewAreKeptAndNotForLong() {
    for (int i = 0; i < 4; i++) {
      Message answer = ask(CREATE_CHILD_SA, peer.newChild(Scene.SPI + 1 + i, 0x80));
      assertThat(answer.hasNotify(NotifyType.ADDITIONAL_KEY_EXCHANGE)).isTrue();
    }
    assertThat(refusal(CREATE_CHILD_SA, peer.newChild(Scene.SPI + 9, 0x80)))
        .isEqualTo(NotifyType.TEMPORARY_FAILURE);
    assertThat(larval()).isEqualTo(4);
    scene.network.advance(PATIENCE);
    assertThat(larval()).isZero();
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Test
  void whoBeginsAnewGivesUpWhatItHadBegun() {
    Message first = ask(CREATE_CHILD_SA, peer.rekey(Scene.SPI, Scene.SPI + 1, 0x80));
    for (int i = 2; i < 20; i++) {
      ask(CREATE_CHILD_SA, peer.rekey(Scene.SPI, Scene.SPI + i, 0x80));
      assertThat(larval()).isEqualTo(1);
    }
    assertThat(refusal(IKE_FOLLOWUP_KE, peer.followUp(first)))
        .isEqualTo(NotifyType.STATE_NOT_FOUND);
    for (int i = 0; i < 5; i++) {
      // A CHILD SA is being replaced, so that the IKE SA is not.
      assertThat(refusal(CREATE_CHILD_SA, peer.rekeyOfIkeSa(0x80)))
          .isEqualTo(NotifyType.TEMPORARY_FAILURE);
    }
    scene.network.advance(PATIENCE);
    Message old = ask(CREATE_CHILD_SA, peer.rekeyOfIkeSa(0x80));
    ask(CREATE_CHILD_SA, peer.rekeyOfIkeSa(0x80));
    assertThat(refusal(IKE_FOLLOWUP_KE, peer.followUp(old))).isEqualTo(NotifyType.STATE_NOT_FOUND);
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  @Test
  void aNewBeginningEverySoOftenDoesNotHoldUpOurRekeyOfTheIkeSa() {
    ask(CREATE_CHILD_SA, peer.newChild(Scene.SPI + 1, 0x80));
    scene.victim.endpoint().rekeyIke(session.peerSpi());
    int seconds = 0;
    boolean begun = false;
    while (!begun && seconds < 120) {
      seconds += 10;
      scene.network.advance(Duration.ofSeconds(10));
      begun =
          session
              .ask(CREATE_CHILD_SA, messageId++, peer.newChild(Scene.SPI + 10 + seconds, 0x80))
              .stream()
              .anyMatch(m -> !m.header().response());
    }
    assertThat(seconds).isLessThanOrEqualTo(70);
    scene.assertNothingLeaks();
  }

  @Test
  void nothingThatIsUnfinishedHoldsUpADelete() {
    ask(CREATE_CHILD_SA, peer.rekeyOfIkeSa(0x80));
    CompletableFuture<CommandOutcome> rekey = scene.victim.endpoint().rekeyIke(session.peerSpi());
    CompletableFuture<CommandOutcome> again = scene.victim.endpoint().rekeyChild(child().inbound());
    assertThat(session.receive()).isEmpty();
    scene.victim.endpoint().deleteChild(child().inbound());
    Message ofChild = session.receive().getFirst();
    assertThat(ofChild.all(DeletePayload.class)).hasSize(1);
    session.answer(INFORMATIONAL, ofChild.header().messageId(), List.of());
    IkeSpi initiator = scene.victim.ikeSas().getFirst().sa().initiatorSpi();
    scene.victim.endpoint().delete(initiator, IkeSpi.NONE);
    Message ofIke = session.receive().getFirst();
    assertThat(ofIke.payloads()).containsExactly(DeletePayload.ikeSa());
    session.answer(INFORMATIONAL, ofIke.header().messageId(), List.of());
    assertThat(rekey).isDone();
    assertThat(again).isDone();
    scene.assertForgotten();
  }

  @Test
  void twoThatAreUnfinishedDoNotBothGetTheSameSpi() {
    Message first = ask(CREATE_CHILD_SA, peer.newChild(Scene.SPI + 1, 0x80));
    Message second = ask(CREATE_CHILD_SA, peer.newChild(Scene.SPI + 1, 0x81));
    assertThat(ask(IKE_FOLLOWUP_KE, peer.followUp(first)).firstError()).isEmpty();
    assertThat(refusal(IKE_FOLLOWUP_KE, peer.followUp(second)))
        .isEqualTo(NotifyType.TEMPORARY_FAILURE);
    assertThat(larval()).isZero();
    assertThat(scene.victim.sadb()).hasSizeLessThanOrEqualTo(4);
    scene.assertNothingLeaks();
  }

  /** The peer has won, and does not go on: the victim's own rekey comes after all. */
  @Test
  void whoHasWonAndDoesNotGoOnLosesItsTurn() {
    scene.victim.endpoint().rekeyChild(child().inbound());
    int ours = session.receive().getFirst().header().messageId();
    ask(CREATE_CHILD_SA, peer.rekey(Scene.SPI, Scene.SPI + 1, 0xff));
    List<Payload> answer = FollowUpPeer.plainAnswer(Scene.SPI + 2, 0x00);
    Message redundant = session.answer(CREATE_CHILD_SA, ours, answer).getFirst();
    assertThat(redundant.all(DeletePayload.class)).hasSize(1);
    session.answer(INFORMATIONAL, redundant.header().messageId(), List.of());
    assertThat(session.receive()).isEmpty();
    scene.network.advance(PATIENCE);
    assertThat(session.receive())
        .anyMatch(m -> m.hasNotify(NotifyType.REKEY_SA) && m.first(SaPayload.class).isPresent());
    scene.assertNothingLeaks();
  }
}
