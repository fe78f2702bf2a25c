package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.wire.ExchangeType.CREATE_CHILD_SA;
import static org.ikev2d.wire.ExchangeType.IKE_FOLLOWUP_KE;
import static org.ikev2d.wire.ExchangeType.INFORMATIONAL;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.payload.DeletePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.port.SaStatus;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sim.SimPolicy;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.ProtocolId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What becomes of an SA that the peer has made by its last answer, and the victim cannot use; and
 * of collisions in which only one side has additional key exchanges (RFC 9370 section 2.2.4).
 */
@Tag("R9370-2.2.4-2")
class FollowUpAnswerTest {
  private static final Bytes IKE_SPI = Bytes.ofHex("0102030405060708");

  private final Scene scene = new Scene();
  private final FollowUpPeer peer = new FollowUpPeer();

  private Session established(SimPolicy policy) {
    scene.victim.replace(policy);
    return scene.established();
  }

  private ChildSa child() {
    return scene.victim.ikeSas().getFirst().sa().children().all().getFirst();
  }

  private static ChildSpi offered(Message request) {
    return new ChildSpi(
        request.first(SaPayload.class).orElseThrow().proposals().getFirst().spi().intAt(0));
  }

  private static List<ChildSpi> deleted(Message request) {
    return request.all(DeletePayload.class).flatMap(d -> d.spis().stream()).toList();
  }

  private static Message answer(Session session, Message request, List<Payload> payloads) {
    ExchangeType exchange = request.header().exchange();
    return session.answer(exchange, request.header().messageId(), payloads).getFirst();
  }

  @Test
  void aChildSaThatThePeerHasReplacedByAnUnusableOneIsMadeAnew() {
    Session session = established(FollowUpPeer.wanting(false));
    ChildSa old = child();
    CompletableFuture<CommandOutcome> outcome = scene.victim.endpoint().rekeyChild(old.inbound());
    Message create = session.receive().getFirst();
    Message followUp =
        answer(session, create, peer.answer(create, Bytes.ofInt(Scene.SPI + 1), 0x80));
    assertThat(followUp.header().exchange()).isEqualTo(IKE_FOLLOWUP_KE);
    Message ofNew = answer(session, followUp, FollowUpPeer.nonsense());
    assertThat(deleted(ofNew)).containsExactly(offered(create));
    Message ofOld = answer(session, ofNew, List.of());
    assertThat(deleted(ofOld)).containsExactly(old.spi());
    Message anew = answer(session, ofOld, List.of());
    assertThat(anew.header().exchange()).isEqualTo(CREATE_CHILD_SA);
    assertThat(anew.hasNotify(NotifyType.REKEY_SA)).isFalse();
    assertThat(outcome.getNow(null)).isInstanceOf(CommandOutcome.Failed.class);
    scene.assertNothingLeaks();
  }

  @Test
  void anUnusableNewChildSaIsDeleted() {
    Session session = established(FollowUpPeer.wanting(false));
    scene.victim.endpoint().deleteChild(child().inbound());
    Message delete = session.receive().getFirst();
    session.answer(INFORMATIONAL, delete.header().messageId(), List.of());
    scene.victim.endpoint().initiate("adversary", Optional.of("hosts"));
    Message create = session.receive().getFirst();
    Message followUp =
        answer(session, create, peer.answer(create, Bytes.ofInt(Scene.SPI + 1), 0x80));
    Message ofNew = answer(session, followUp, FollowUpPeer.nonsense());
    assertThat(deleted(ofNew)).containsExactly(offered(create));
    scene.assertNothingLeaks();
  }

  /** Nothing is made before the last key exchange, so that there is nothing to delete. */
  @Test
  void anUnusableAnswerBeforeTheLastOneEndsTheRekeyAlone() {
    Session session = established(FollowUpPeer.wanting(true));
    scene.victim.endpoint().rekeyChild(child().inbound());
    Message create = session.receive().getFirst();
    Message followUp =
        answer(session, create, peer.answer(create, Bytes.ofInt(Scene.SPI + 1), 0x80));
    int id = followUp.header().messageId();
    assertThat(session.answer(IKE_FOLLOWUP_KE, id, FollowUpPeer.nonsense())).isEmpty();
    scene.assertUnharmed();
    scene.assertNothingLeaks();
  }

  /** The peer has moved to an IKE SA that the victim has not got. */
  @Test
  void anIkeSaThatThePeerHasReplacedByAnUnusableOneEnds() {
    Session session = established(FollowUpPeer.wanting(false));
    CompletableFuture<CommandOutcome> outcome = scene.victim.endpoint().rekeyIke(session.peerSpi());
    Message create = session.receive().getFirst();
    Message followUp = answer(session, create, peer.answer(create, IKE_SPI, 0x80));
    Message delete = answer(session, followUp, FollowUpPeer.nonsense());
    assertThat(delete.payloads()).containsExactly(DeletePayload.ikeSa());
    session.answer(INFORMATIONAL, delete.header().messageId(), List.of());
    assertThat(outcome.getNow(null)).isInstanceOf(CommandOutcome.Failed.class);
    scene.assertForgotten();
  }

  /** The victim's rekey has one key exchange, the peer's has two; the victim has lost. */
  @Test
  void whoIsDoneAndHasLostDeletesWhatItHasMade() {
    Session session = established(FollowUpPeer.taking());
    ChildSa old = child();
    CompletableFuture<CommandOutcome> outcome = scene.victim.endpoint().rekeyChild(old.inbound());
    Message ours = session.receive().getFirst();
    Message theirs =
        session.ask(CREATE_CHILD_SA, 2, peer.rekey(Scene.SPI, Scene.SPI + 1, 0xff)).getFirst();
    Message delete = answer(session, ours, FollowUpPeer.plainAnswer(Scene.SPI + 2, 0x00));
    assertThat(deleted(delete)).containsExactly(offered(ours));
    session.answer(INFORMATIONAL, delete.header().messageId(), List.of());
    Message last = session.ask(IKE_FOLLOWUP_KE, 3, peer.followUp(theirs)).getFirst();
    assertThat(last.firstError()).isEmpty();
    assertThat(deleted(session.ask(INFORMATIONAL, 4, List.of(delete(Scene.SPI))).getFirst()))
        .containsExactly(old.spi());
    assertThat(child().spi()).isEqualTo(offered(theirs));
    assertThat(outcome).isCompletedWithValue(new CommandOutcome.Done());
    scene.assertNothingLeaks();
  }

  /** The same; the victim has won, and the peer goes on nevertheless. */
  @Test
  void whatHasLostIsNotFinished() {
    Session session = established(FollowUpPeer.taking());
    ChildSa old = child();
    scene.victim.endpoint().rekeyChild(old.inbound());
    Message ours = session.receive().getFirst();
    Message theirs =
        session.ask(CREATE_CHILD_SA, 2, peer.rekey(Scene.SPI, Scene.SPI + 1, 0x00)).getFirst();
    Message delete = answer(session, ours, FollowUpPeer.plainAnswer(Scene.SPI + 2, 0xff));
    assertThat(deleted(delete)).containsExactly(old.spi());
    Message last = session.ask(IKE_FOLLOWUP_KE, 3, peer.followUp(theirs)).getFirst();
    assertThat(last.payloads()).containsExactly(NotifyPayload.of(NotifyType.STATE_NOT_FOUND));
    session.answer(INFORMATIONAL, delete.header().messageId(), List.of(delete(Scene.SPI)));
    assertThat(child().spi()).isEqualTo(offered(ours));
    scene.assertNothingLeaks();
  }

  /** Whoever wants more key exchanges takes nothing less, not even while it comes to its own. */
  @Test
  void aRekeyWithOneKeyExchangeDoesNotTakeThePlaceOfOneWithTwo() {
    Session session = established(FollowUpPeer.wanting(false));
    scene.victim.endpoint().rekeyChild(child().inbound());
    Message create = session.receive().getFirst();
    List<Payload> plain = FollowUpPeer.plainRekey(Scene.SPI, Scene.SPI + 2);
    assertThat(Scene.notifies(session.ask(CREATE_CHILD_SA, 2, plain)))
        .containsExactly(NotifyType.NO_PROPOSAL_CHOSEN);
    Message followUp =
        answer(session, create, peer.answer(create, Bytes.ofInt(Scene.SPI + 1), 0x00));
    assertThat(followUp.header().exchange()).isEqualTo(IKE_FOLLOWUP_KE);
    assertThat(Scene.notifies(session.ask(CREATE_CHILD_SA, 3, plain)))
        .containsExactly(NotifyType.TEMPORARY_FAILURE);
    assertThat(scene.victim.sadb()).filteredOn(s -> s.state() == SaStatus.State.MATURE).hasSize(2);
    scene.assertNothingLeaks();
  }

  private static DeletePayload delete(int spi) {
    return new DeletePayload(ProtocolId.ESP, List.of(new ChildSpi(spi)));
  }
}
