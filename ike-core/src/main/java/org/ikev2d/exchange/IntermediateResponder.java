package org.ikev2d.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.IntAuth;
import org.ikev2d.crypto.KeyExchangeMethod.Agreement;
import org.ikev2d.envelope.Opened;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.IkeSaState.AuthAwaited;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.Transcript;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.GroupId;

/** IKE_INTERMEDIATE as responder: one additional key exchange each (RFC 9370 section 2.2.2). */
final class IntermediateResponder {
  private IntermediateResponder() {}

  /**
   * Answers a request.
   *
   * @param outer the message as it came
   * @param opened what was inside
   */
  static void request(Turn turn, AuthAwaited state, Message outer, Opened.Payloads opened) {
    Message message = new Message(outer.header(), opened.payloads());
    if (IntermediateQuestions.isMeant(turn, state, message)) {
      IntermediateQuestions.answer(turn, state, outer, opened);
      return;
    }
    Optional<GroupId> expected = Intermediate.next(turn, state.keyed().suite());
    Optional<KePayload> ke = message.first(KePayload.class);
    if (expected.isEmpty() || !turn.traits().has(IntermediateSupport.Agreed.class)) {
      refuse(turn, state, outer, Intermediate.bad("exchange", "none more was agreed on"));
      return;
    }
    GroupId group = expected.get();
    if (ke.isEmpty() || !ke.get().group().equals(group)) {
      refuse(turn, state, outer, Intermediate.bad("KE", "a value of " + group + " is needed"));
      return;
    }
    switch (turn.context()
        .crypto()
        .keyExchange(group)
        .orElseThrow()
        .respond(ke.get().data(), turn.context().random())) {
      case Agreement.Invalid invalid ->
          refuse(turn, state, outer, Intermediate.bad("KE " + group, invalid.reason()));
      case Agreement.Agreed agreed ->
          agree(turn, state, outer, opened, new KePayload(group, agreed.ourValue()), agreed);
    }
  }

  /** The answer still has the keys of the request; all that comes after it has new ones. */
  private static void agree(
      Turn turn,
      AuthAwaited state,
      Message outer,
      Opened.Payloads opened,
      KePayload own,
      Agreement.Agreed agreed) {
    Keyed keyed = state.keyed();
    Transcript transcript = state.transcript();
    int id = outer.header().messageId();
    MessageHeader header = Requests.header(turn.sa(), ExchangeType.IKE_INTERMEDIATE, true, id);
    Bytes theirs = keyed.envelope().intAuthOctets(outer, opened);
    List<Payload> answer = new ArrayList<>(List.of(own));
    answer.addAll(MethodAnnouncement.inIntermediate(turn));
    Bytes ours = keyed.envelope().intAuthOctets(header, answer);
    Intermediate.Progress before = Intermediate.progress(turn);
    IntAuth authenticated =
        before
            .authenticated()
            .withRequest(keyed.prf(), transcript.peerSkP(), theirs)
            .withResponse(keyed.prf(), transcript.ownSkP(), ours);
    Requests.respond(turn, keyed, ExchangeType.IKE_INTERMEDIATE, id, answer);
    Keying.Result next =
        Keying.update(turn, keyed, transcript, agreed.shared(), authenticated.signedOctets(id + 1));
    transcript.close();
    Intermediate.forget(turn);
    turn.learn(new Intermediate.Earlier(id, keyed));
    turn.learn(new Intermediate.Progress(before.done() + 1, authenticated));
    turn.become(
        new AuthAwaited(next.keyed(), next.transcript(), state.candidates(), state.request()));
    turn.emit(IkeEvent.debug("ke.additional").with("group", own.group()));
  }

  /** The peer has proved nothing yet, so its mistake ends the IKE SA (RFC 9242 section 4). */
  private static void refuse(Turn turn, AuthAwaited state, Message outer, Refusal refusal) {
    List<Payload> answer = List.of(NotifyPayload.of(refusal.toNotify()));
    int id = outer.header().messageId();
    Requests.respond(turn, state.keyed(), ExchangeType.IKE_INTERMEDIATE, id, answer);
    turn.emit(IkeEvent.warn("ike.refused").with("reason", refusal.reason()).with(refusal.facts()));
    turn.retire(refusal.reason(), Optional.of(refusal));
  }
}
