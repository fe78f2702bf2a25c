package org.ikev2d.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.Credentials.Proof;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.AuthMethods;
import org.ikev2d.sa.ChildDraft;
import org.ikev2d.sa.ChildRequest;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.HeldTicket;
import org.ikev2d.sa.IkeSaState.AuthSent;
import org.ikev2d.sa.IkeSaState.ResumeSent;
import org.ikev2d.sa.Outbound.Pending;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;

/**
 * IKE_SESSION_RESUME as initiator, and IKE_AUTH after it (RFC 5723 sections 4.3 and 5). Whatever
 * goes wrong before IKE_AUTH leads to an ordinary IKE SA, so that nobody who forges an answer gains
 * by it.
 */
final class ResumeInitiator {
  private static final int MOST_ROUNDS = 5;

  /** A gateway that knows nothing of resumption may be silent. */
  private static final int TRIES = 3;

  private ResumeInitiator() {}

  static void start(Turn turn, PeerRule rule, HeldTicket ticket, Optional<ChildRequest> child) {
    turn.emit(IkeEvent.info("ike.resuming").with("remote_id", ticket.remote()));
    transmit(
        turn,
        new ResumeSent(
            rule, ticket, InitInitiator.nonce(turn), Bytes.EMPTY, Optional.empty(), 0, child));
  }

  private static void transmit(Turn turn, ResumeSent state) {
    turn.become(state);
    List<Payload> own = new ArrayList<>();
    state.cookie().ifPresent(c -> own.add(NotifyPayload.of(NotifyType.COOKIE, c)));
    own.add(new NoncePayload(state.nonce()));
    own.add(NotifyPayload.of(NotifyType.TICKET_OPAQUE, state.ticket().ticket()));
    Bytes request =
        turn.context()
            .codec()
            .encode(
                new Message(
                    Requests.header(turn.sa(), ExchangeType.IKE_SESSION_RESUME, false, 0),
                    turn.assemble(Stage.INIT_REQUEST, own)));
    turn.become(state.withRequest(request));
    Requests.sendInit(turn, ExchangeType.IKE_SESSION_RESUME, request);
  }

  static void response(Turn turn, ResumeSent sent, Message message, Bytes datagram) {
    Optional<NotifyPayload> cookie = message.notifies(NotifyType.COOKIE).findFirst();
    Optional<Bytes> nonce = message.first(NoncePayload.class).map(NoncePayload::nonce);
    if (message.hasNotify(NotifyType.TICKET_NACK) || message.firstError().isPresent()) {
      begin(turn, sent, "the gateway does not take the ticket");
    } else if (nonce.isPresent()
        && nonce.get().length() >= 16
        && nonce.get().length() <= 256
        && !message.header().responderSpi().isNone()
        && PayloadRules.check(message).isEmpty()) {
      accept(turn, sent, message, nonce.get(), datagram);
    } else if (cookie.isPresent() && sent.rounds() < MOST_ROUNDS) {
      transmit(turn, sent.withCookie(cookie.get().data()));
    } else {
      turn.emit(
          IkeEvent.debug("init.answer.ignored").with("why", "Nr and a responder SPI are needed"));
    }
  }

  /**
   * Whether the gateway has been asked often enough; then an ordinary IKE SA is begun instead.
   *
   * @param pending is due for repetition
   */
  static boolean isOver(Turn turn, Pending pending) {
    if (turn.sa().state() instanceof ResumeSent sent && pending.tries() >= TRIES) {
      begin(turn, sent, "the gateway does not answer");
      return true;
    }
    return false;
  }

  /** Another IKE SA with another SPI: the gateway may have answered this one after all. */
  private static void begin(Turn turn, ResumeSent sent, String why) {
    turn.emit(IkeEvent.info("ike.resume.refused").with("why", why));
    turn.effect(
        new Effect.StartAgain(sent.rule(), turn.sa().path(), sent.child().stream().toList()));
    Requests.settle(turn, 0);
    turn.retire("not resumed", Optional.empty());
  }

  private static void accept(
      Turn turn, ResumeSent sent, Message message, Bytes peerNonce, Bytes datagram) {
    HeldTicket ticket = sent.ticket();
    Requests.settle(turn, 0);
    turn.update(s -> s.withRemoteSpi(message.header().responderSpi()));
    turn.read(Stage.INIT_RESPONSE, message);
    Keying.Result keys =
        Keying.resume(
            turn,
            ticket.skD(),
            new Keying.Resumed(ticket.suite(), sent.nonce(), peerNonce, sent.request(), datagram));
    ticket.close();
    turn.learn(new Resumption.Resumes(ticket));
    IdPayload ownId = ticket.local().toPayload(PayloadType.IDI);
    Optional<ChildDraft> draft =
        ChildlessStart.inAuth(turn, sent.child())
            .flatMap(c -> ChildProposer.propose(turn, c, List.of()));
    AuthSent next = new AuthSent(keys.keyed(), keys.transcript(), sent.rule(), ownId, draft);
    turn.become(next);
    Optional<Refusal> missing = ChildlessStart.missing(turn);
    if (missing.isPresent()) {
      AuthInitiator.fail(turn, missing.get());
      return;
    }
    AuthPayload proof =
        Resumption.proof(
            keys.keyed().prf(),
            keys.transcript().ownSkP(),
            keys.transcript().ownOctets(keys.keyed().prf(), ownId));
    AuthInitiator.send(turn, next, new Proof.Made(List.of(), proof, "RESUMPTION"));
  }

  /** Whether the answer to IKE_AUTH is one to a ticket; then it is judged here. */
  static boolean judged(
      Turn turn, AuthSent sent, Message message, IdPayload peerId, AuthPayload auth) {
    Optional<Resumption.Resumes> resumes = turn.traits().get(Resumption.Resumes.class);
    if (resumes.isEmpty()) {
      return false;
    }
    turn.update(s -> s.withTraits(s.traits().without(Resumption.Resumes.class)));
    AuthPayload right =
        Resumption.proof(
            sent.keyed().prf(),
            sent.transcript().peerSkP(),
            sent.transcript().peerOctets(sent.keyed().prf(), peerId));
    if (!peerId.identity().equals(resumes.get().ticket().remote())
        || !sent.rule().accepts(peerId.identity(), turn.sa().path())
        || !right.equals(auth)) {
      AuthInitiator.reject(
          turn,
          sent,
          new Refusal.NotAuthenticated(
              sent.rule().label(),
              peerId.identity().toString(),
              "it is not the gateway of the ticket"));
      return true;
    }
    turn.learn(AuthMethods.of(turn.traits()).withPeer("RESUMPTION", ""));
    turn.emit(IkeEvent.info("ike.resumed").with("remote_id", peerId.identity()));
    AuthInitiator.accept(turn, sent, message);
    return true;
  }
}
