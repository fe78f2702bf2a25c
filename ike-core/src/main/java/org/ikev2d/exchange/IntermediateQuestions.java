package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.IntAuth;
import org.ikev2d.envelope.Opened;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.sa.IkeSaState.AuthAwaited;
import org.ikev2d.sa.IkeSaState.InitSent;
import org.ikev2d.sa.IkeSaState.IntermediateSent;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.Purpose;
import org.ikev2d.sa.Transcript;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;

/**
 * IKE_INTERMEDIATE without a key exchange: an empty request, by which an initiator gets what had no
 * room in the answer to IKE_SA_INIT (RFC 9593 section 3.1). The keys stay; what both sides sign
 * covers it as every other one (RFC 9242 section 3.3.2).
 */
final class IntermediateQuestions {
  private IntermediateQuestions() {}

  /** Initiator: whether the responder has announced an announcement. */
  static boolean isDue(Turn turn) {
    return turn.traits().has(MethodAnnouncement.Awaited.class)
        && turn.traits().has(IntermediateSupport.Agreed.class);
  }

  static void ask(Turn turn, InitSent origin, Keying.Result keys) {
    Keyed keyed = keys.keyed();
    Transcript transcript = keys.transcript();
    int id = turn.sa().outbound().nextId();
    MessageHeader header = Requests.header(turn.sa(), ExchangeType.IKE_INTERMEDIATE, false, id);
    Bytes octets = keyed.envelope().intAuthOctets(header, List.of());
    learn(turn, authenticated(turn).withRequest(keyed.prf(), transcript.ownSkP(), octets));
    turn.become(new IntermediateSent(origin, keyed, transcript));
    Requests.send(
        turn, keyed, ExchangeType.IKE_INTERMEDIATE, List.of(), new Purpose.IntermediateQuestion());
  }

  /** Initiator: reads the answer and goes on, be there anything in it or not. */
  static void answered(Turn turn, IntermediateSent sent, Message outer, Opened.Payloads opened) {
    Message message = new Message(outer.header(), opened.payloads());
    Optional<NotifyPayload> error = message.firstError();
    if (error.isPresent()) {
      Refusal refusal =
          new Refusal.RefusedByPeer(
              sent.origin().rule().label(),
              "IKE_INTERMEDIATE",
              error.get().kind(),
              "question for SUPPORTED_AUTH_METHODS");
      IntermediateInitiator.fail(turn, sent, refusal);
      return;
    }
    MethodAnnouncement.readIntermediate(turn, message);
    Keyed keyed = sent.keyed();
    Transcript transcript = sent.transcript();
    Bytes octets = keyed.envelope().intAuthOctets(outer, opened);
    IntAuth authenticated =
        authenticated(turn).withResponse(keyed.prf(), transcript.peerSkP(), octets);
    learn(turn, authenticated);
    Bytes signed = authenticated.signedOctets(turn.sa().outbound().nextId());
    IntermediateInitiator.proceed(
        turn, sent.origin(), new Keying.Result(keyed, transcript.withIntermediate(signed)));
  }

  /** Responder: whether a request is such a question, and there is an answer. Once is enough. */
  static boolean isMeant(Turn turn, AuthAwaited state, Message request) {
    return turn.traits().has(MethodAnnouncement.Owed.class)
        && turn.traits().has(IntermediateSupport.Agreed.class)
        && request.first(KePayload.class).isEmpty()
        && Intermediate.next(turn, state.keyed().suite()).isEmpty();
  }

  static void answer(Turn turn, AuthAwaited state, Message outer, Opened.Payloads opened) {
    Keyed keyed = state.keyed();
    Transcript transcript = state.transcript();
    int id = outer.header().messageId();
    List<Payload> answer = MethodAnnouncement.inIntermediate(turn);
    MessageHeader header = Requests.header(turn.sa(), ExchangeType.IKE_INTERMEDIATE, true, id);
    IntAuth authenticated =
        authenticated(turn)
            .withRequest(
                keyed.prf(), transcript.peerSkP(), keyed.envelope().intAuthOctets(outer, opened))
            .withResponse(
                keyed.prf(), transcript.ownSkP(), keyed.envelope().intAuthOctets(header, answer));
    learn(turn, authenticated);
    Requests.respond(turn, keyed, ExchangeType.IKE_INTERMEDIATE, id, answer);
    turn.become(
        new AuthAwaited(
            keyed,
            transcript.withIntermediate(authenticated.signedOctets(id + 1)),
            state.candidates(),
            state.request()));
  }

  private static IntAuth authenticated(Turn turn) {
    return Intermediate.progress(turn).authenticated();
  }

  private static void learn(Turn turn, IntAuth authenticated) {
    turn.learn(new Intermediate.Progress(Intermediate.progress(turn).done(), authenticated));
  }
}
