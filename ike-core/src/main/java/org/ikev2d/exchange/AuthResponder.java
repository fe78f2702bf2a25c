package org.ikev2d.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.auth.SharedKeyMic;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.payload.Identity;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.PreSharedKeys;
import org.ikev2d.sa.IkeSaState.AuthAwaited;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.Transcript;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;

/** IKE_AUTH as responder (RFC 7296 sections 1.2, 2.15 and 2.21.2). */
final class AuthResponder {
  private AuthResponder() {}

  static void request(Turn turn, AuthAwaited state, Message message) {
    int id = message.header().messageId();
    Optional<IdPayload> peerId = identity(message, PayloadType.IDI);
    Optional<AuthPayload> auth = message.first(AuthPayload.class);
    if (peerId.isEmpty() || auth.isEmpty()) {
      String detail =
          peerId.isPresent() && message.first(SaPayload.class).isPresent()
              ? "AUTH is missing; EAP, which that asks for, is not offered"
              : "IDi and AUTH are needed";
      refuse(
          turn,
          state,
          id,
          new Refusal.BadMessage(
              "IKE_AUTH", "IDi, AUTH", detail, NotifyType.AUTHENTICATION_FAILED));
      return;
    }
    Identity claimed = peerId.get().identity();
    Optional<Identity> asked = identity(message, PayloadType.IDR).map(IdPayload::identity);
    Optional<PeerRule> rule =
        Identities.select(state.candidates(), claimed, asked, turn.sa().path());
    if (rule.isEmpty()) {
      refuse(
          turn,
          state,
          id,
          new Refusal.UnknownPeer(
              claimed.toString(),
              Identities.accepted(state.candidates(), turn.sa().path()),
              NotifyType.AUTHENTICATION_FAILED));
      return;
    }
    Optional<Refusal> refusal =
        PeerProof.check(
                turn, state.keyed(), state.transcript(), rule.get(), peerId.get(), auth.get())
            .or(() -> ChildlessStart.unwanted(turn, message));
    Optional<PreSharedKeys> shared = turn.context().policy().preSharedKeys(rule.get().label());
    if (refusal.isPresent() || shared.isEmpty()) {
      refuse(
          turn,
          state,
          id,
          refusal.orElseGet(() ->
              new Refusal.NotAuthenticated(
                  rule.get().label(),
                  claimed.toString(),
                  "no pre-shared key has the label of the rule")));
      return;
    }
    accept(turn, state, message, rule.get(), claimed, shared.get());
  }

  private static void accept(
      Turn turn,
      AuthAwaited state,
      Message message,
      PeerRule rule,
      Identity claimed,
      PreSharedKeys shared) {
    Keyed keyed = state.keyed();
    Transcript transcript = state.transcript();
    turn.read(Stage.AUTH_REQUEST, message);
    Identity ours = rule.localIdentity(turn.sa().path());
    IdPayload ownId = ours.toPayload(PayloadType.IDR);
    byte[] octets = transcript.ownOctets(keyed.prf(), ownId);
    List<Payload> own = new ArrayList<>();
    own.add(ownId);
    own.add(SharedKeyMic.sign(keyed.prf(), shared.local(), octets));
    Establishment.complete(turn, keyed, rule, ours, claimed);
    List<Payload> elsewhere = GatewayRedirection.inAuth(turn);
    own.addAll(elsewhere);
    if (elsewhere.isEmpty() && message.first(SaPayload.class).isPresent()) {
      own.addAll(
          ChildAcceptor.answer(
                  turn,
                  keyed,
                  new ChildAcceptor.Question(
                      message, rule, transcript.peerNonce(), transcript.ownNonce(), true))
              .payloads());
    }
    transcript.close();
    Requests.respond(
        turn,
        keyed,
        ExchangeType.IKE_AUTH,
        message.header().messageId(),
        turn.assemble(Stage.AUTH_RESPONSE, own));
  }

  /** Says only that authentication failed, inside the protected answer (section 2.21.2). */
  private static void refuse(Turn turn, AuthAwaited state, int messageId, Refusal refusal) {
    Requests.respond(
        turn,
        state.keyed(),
        ExchangeType.IKE_AUTH,
        messageId,
        List.of(NotifyPayload.of(refusal.toNotify())));
    turn.emit(IkeEvent.warn("ike.refused").with("reason", refusal.reason()).with(refusal.facts()));
    turn.retire(refusal.reason(), Optional.of(refusal));
  }

  private static Optional<IdPayload> identity(Message message, PayloadType side) {
    return message.all(IdPayload.class).filter(i -> i.type().equals(side)).findFirst();
  }
}
