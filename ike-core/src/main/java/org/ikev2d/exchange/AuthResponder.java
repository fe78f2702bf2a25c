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
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.Credentials.Proof;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.PreSharedKeys;
import org.ikev2d.sa.AuthMethods;
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
    MethodAnnouncement.read(turn, message);
    CertificateHints.lookups(turn, message);
    if (EapResponder.answered(turn, state, message)) {
      return;
    }
    int id = message.header().messageId();
    Optional<IdPayload> peerId = identity(message, PayloadType.IDI);
    Optional<AuthPayload> auth = message.first(AuthPayload.class);
    if (peerId.isEmpty() || auth.isEmpty()) {
      String detail =
          peerId.isPresent() && message.first(SaPayload.class).isPresent()
              ? "AUTH is missing; EAP, which that asks for, is not offered by a rule for that peer"
              : "IDi and AUTH are needed";
      refuse(
          turn,
          state,
          id,
          new Refusal.BadMessage(
              "IKE_AUTH", "IDi, AUTH", detail, NotifyType.AUTHENTICATION_FAILED));
      return;
    }
    if (ResumeResponder.answered(turn, state, message, peerId.get(), auth.get())) {
      return;
    }
    Identity claimed = peerId.get().identity();
    Optional<Identity> asked = identity(message, PayloadType.IDR).map(IdPayload::identity);
    Optional<PeerRule> rule =
        Identities.select(
            state.candidates(), claimed, auth.get().method(), asked, turn.sa().path());
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
    Ppk.Outcome ppk = Ppk.answer(turn, state, rule.get(), message);
    if (ppk.refusal().isPresent()) {
      refuse(turn, ppk.state(), id, ppk.refusal().get());
    } else {
      judge(turn, ppk.state(), rule.get(), ppk.message(), peerId.get());
    }
  }

  private static void judge(
      Turn turn, AuthAwaited state, PeerRule rule, Message message, IdPayload peerId) {
    int id = message.header().messageId();
    AuthPayload auth = message.first(AuthPayload.class).orElseThrow();
    Optional<Refusal> refusal =
        PeerProof.check(turn, state.keyed(), state.transcript(), rule, peerId, auth)
            .or(() -> ChildlessStart.unwanted(turn, message));
    if (refusal.isPresent()) {
      refuse(turn, state, id, refusal.get());
      return;
    }
    if (!rule.remoteAuth().isSignature()) {
      turn.learn(AuthMethods.of(turn.traits()).withPeer(auth.method().toString(), ""));
    }
    if (rule.remoteAuth().isSignature() || rule.localAuth().isSignature()) {
      CertificateAuth.judgeAndMake(turn, state, rule, message, peerId, auth);
    } else {
      acceptShared(turn, state, message, rule);
    }
  }

  /** The initiator has proved its identity; we prove ours by the shared key, or not at all. */
  static void acceptShared(Turn turn, AuthAwaited state, Message message, PeerRule rule) {
    Identity ours = rule.localIdentity(turn.sa().path());
    if (rule.localAuth() == AuthChoice.NULL) {
      IdPayload ownId = ours.toPayload(PayloadType.IDR);
      accept(turn, state, message, rule, Anonymous.prove(state.keyed(), state.transcript(), ownId));
      return;
    }
    Optional<PreSharedKeys> shared = turn.context().policy().preSharedKeys(rule.label());
    if (shared.isEmpty()) {
      refuse(
          turn,
          state,
          message.header().messageId(),
          new Refusal.NotAuthenticated(
              rule.label(), ours.toString(), "no pre-shared key has the label of the rule"));
      return;
    }
    byte[] octets =
        state.transcript().ownOctets(state.keyed().prf(), ours.toPayload(PayloadType.IDR));
    AuthPayload mic = SharedKeyMic.sign(state.keyed().prf(), shared.get().local(), octets);
    accept(turn, state, message, rule, new Proof.Made(List.of(), mic, mic.method().toString()));
  }

  /** The initiator has proved its identity; we answer with that proof of ours. */
  static void accept(
      Turn turn, AuthAwaited state, Message message, PeerRule rule, Proof.Made proof) {
    MethodAnnouncement.compare(turn, proof.auth());
    List<Payload> own = new ArrayList<>();
    own.add(rule.localIdentity(turn.sa().path()).toPayload(PayloadType.IDR));
    own.addAll(proof.certificates());
    own.add(proof.auth());
    Identity claimed = identity(message, PayloadType.IDI).orElseThrow().identity();
    Identity peer = Anonymous.believed(rule, claimed);
    accept(turn, state, message, new Acceptance(rule, peer, own, proof.how()));
  }

  /**
   * What goes with the last message of IKE_AUTH.
   *
   * @param peer who has proved its identity
   * @param proof our payloads that prove ours
   * @param how that does, for logs
   */
  record Acceptance(PeerRule rule, Identity peer, List<Payload> proof, String how) {
    Acceptance {
      proof = List.copyOf(proof);
    }
  }

  static void accept(Turn turn, AuthAwaited state, Message message, Acceptance accepted) {
    PeerRule rule = accepted.rule();
    Keyed keyed = state.keyed();
    Transcript transcript = state.transcript();
    turn.learn(AuthMethods.of(turn.traits()).withOwn(accepted.how()));
    turn.read(Stage.AUTH_REQUEST, named(message, accepted.peer()));
    Identity ours = rule.localIdentity(turn.sa().path());
    List<Payload> own = new ArrayList<>(accepted.proof());
    Establishment.complete(turn, keyed, rule, ours, accepted.peer());
    List<Payload> instead = new ArrayList<>(GatewayRedirection.inAuth(turn));
    instead.addAll(AddressAssignment.inPlaceOfChild(turn));
    own.addAll(instead);
    if (instead.isEmpty() && message.first(SaPayload.class).isPresent()) {
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

  /** What is lent, is lent to whom was proved, not to whom was claimed. */
  private static Message named(Message message, Identity peer) {
    return new Message(
        message.header(),
        message.payloads().stream()
            .map(p ->
                p instanceof IdPayload i && i.type().equals(PayloadType.IDI)
                    ? peer.toPayload(PayloadType.IDI)
                    : p)
            .toList());
  }

  /** Says only that authentication failed, inside the protected answer (section 2.21.2). */
  static void refuse(Turn turn, AuthAwaited state, int messageId, Refusal refusal) {
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
