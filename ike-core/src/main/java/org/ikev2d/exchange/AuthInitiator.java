package org.ikev2d.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ikev2d.auth.SharedKeyMic;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.DeletePayload;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.payload.Identity;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.Credentials.Proof;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.PreSharedKeys;
import org.ikev2d.sa.AuthMethods;
import org.ikev2d.sa.ChildDraft;
import org.ikev2d.sa.IkeSaState.AuthSent;
import org.ikev2d.sa.IkeSaState.InitSent;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.Purpose;
import org.ikev2d.sa.Transcript;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;

/** IKE_AUTH as initiator (RFC 7296 sections 1.2 and 2.15). */
final class AuthInitiator {
  private AuthInitiator() {}

  static void start(Turn turn, InitSent sent, Keying.Result keys) {
    PeerRule rule = sent.rule();
    Keyed keyed = keys.keyed();
    Transcript transcript = keys.transcript();
    Identity ours = rule.localIdentity(turn.sa().path());
    IdPayload ownId = ours.toPayload(PayloadType.IDI);
    Optional<ChildDraft> draft =
        ChildlessStart.inAuth(turn, sent.child())
            .flatMap(c -> ChildProposer.propose(turn, c, List.of()));
    turn.become(new AuthSent(keyed, transcript, rule, ownId, draft));
    Optional<Refusal> missing = ChildlessStart.missing(turn);
    if (missing.isPresent()) {
      fail(turn, missing.get());
      return;
    }
    AuthSent state = (AuthSent) turn.sa().state();
    if (EapInitiator.started(turn, state)) {
      return;
    }
    if (rule.localAuth().isSignature()) {
      CertificateAuth.makeOwn(turn, state);
      return;
    }
    if (rule.localAuth() == AuthChoice.NULL) {
      send(turn, state, Anonymous.prove(keyed, transcript, ownId));
      return;
    }
    Optional<PreSharedKeys> shared = turn.context().policy().preSharedKeys(rule.label());
    if (shared.isEmpty()) {
      Refusal refusal =
          new Refusal.NotAuthenticated(
              rule.label(), ours.toString(), "no pre-shared key has the label of the rule");
      fail(turn, refusal);
      return;
    }
    byte[] octets = transcript.ownOctets(keyed.prf(), ownId);
    AuthPayload mic = SharedKeyMic.sign(keyed.prf(), shared.get().local(), octets);
    send(turn, state, new Proof.Made(List.of(), mic, mic.method().toString()));
  }

  /** Sends the request with that proof of our identity. */
  static void send(Turn turn, AuthSent sent, Proof.Made proof) {
    turn.learn(AuthMethods.of(turn.traits()).withOwn(proof.how()));
    MethodAnnouncement.compare(turn, proof.auth());
    List<Payload> own = new ArrayList<>();
    own.add(sent.ownId());
    own.addAll(proof.certificates());
    own.addAll(CertificateHints.inAuth(turn, sent.rule()));
    own.addAll(MethodAnnouncement.inAuth(turn, sent.rule()));
    Identities.expected(sent.rule(), turn.sa().path())
        .ifPresent(id -> own.add(id.toPayload(PayloadType.IDR)));
    own.add(proof.auth());
    sent.child().ifPresent(d -> own.addAll(ChildProposer.payloads(d)));
    Requests.send(
        turn,
        sent.keyed(),
        ExchangeType.IKE_AUTH,
        turn.assemble(Stage.AUTH_REQUEST, own),
        new Purpose.Auth());
  }

  static void response(Turn turn, AuthSent before, Message message) {
    if (EapInitiator.answered(turn, before, message)) {
      return;
    }
    Optional<IdPayload> peerId = responderId(message);
    Optional<AuthPayload> auth = message.first(AuthPayload.class);
    Optional<NotifyPayload> error = message.firstError();
    Optional<Refusal> unmet = auth.flatMap(a -> Ppk.unmet(turn, before, message));
    if (unmet.isPresent()) {
      reject(turn, before, unmet.get());
      return;
    }
    AuthSent sent = auth.isEmpty() ? before : Ppk.settled(turn, before, message);
    if (peerId.isEmpty() || auth.isEmpty()) {
      NotifyType theirs = error.map(NotifyPayload::kind).orElse(NotifyType.INVALID_SYNTAX);
      Refusal refusal =
          error.isPresent()
              ? new Refusal.RefusedByPeer(
                  sent.rule().label(),
                  "IKE_AUTH",
                  theirs,
                  "identity "
                      + sent.ownId().identity()
                      + ", authentication "
                      + AuthMethods.of(turn.traits()).own())
              : new Refusal.BadMessage("IKE_AUTH", "IDr and AUTH", "each is needed", theirs);
      fail(turn, refusal);
      return;
    }
    if (ResumeInitiator.judged(turn, sent, message, peerId.get(), auth.get())) {
      return;
    }
    Optional<Refusal> refusal = check(turn, sent, peerId.get(), auth.get());
    if (refusal.isPresent()) {
      reject(turn, sent, refusal.get());
    } else if (sent.rule().remoteAuth().isSignature()) {
      CertificateAuth.judgePeer(turn, sent, message, peerId.get(), auth.get());
    } else {
      turn.learn(AuthMethods.of(turn.traits()).withPeer(auth.get().method().toString(), ""));
      accept(turn, sent, message);
    }
  }

  /**
   * The responder believes in the IKE SA: it is told that we do not (section 2.21.2). The Delete is
   * for responders that pass over the notification, as libreswan does.
   */
  static void reject(Turn turn, AuthSent sent, Refusal refusal) {
    Requests.send(
        turn,
        sent.keyed(),
        ExchangeType.INFORMATIONAL,
        List.of(NotifyPayload.of(NotifyType.AUTHENTICATION_FAILED), DeletePayload.ikeSa()),
        new Purpose.Tell(true));
    fail(turn, refusal);
  }

  /** The responder has proved its identity. */
  static void accept(Turn turn, AuthSent sent, Message message) {
    Identity claimed = responderId(message).orElseThrow().identity();
    accept(turn, sent, message, Anonymous.believed(sent.rule(), claimed));
  }

  /** The same where an earlier message has told its identity. */
  static void accept(Turn turn, AuthSent sent, Message message, Identity theirs) {
    turn.read(Stage.AUTH_RESPONSE, message);
    Establishment.complete(turn, sent.keyed(), sent.rule(), sent.ownId().identity(), theirs);
    if (Redirection.inAuth(turn, sent.child(), message)) {
      sent.transcript().close();
      return;
    }
    sent.child()
        .ifPresent(d ->
            ChildProposer.answered(
                turn,
                sent.keyed(),
                d,
                message,
                new ChildProposer.Keying(
                    GroupId.NONE,
                    sent.transcript().ownNonce(),
                    sent.transcript().peerNonce(),
                    List.of(),
                    false)));
    sent.transcript().close();
    if (sent.child().isEmpty()) {
      turn.report(OptionalLong.empty(), Optional.empty());
    }
  }

  /** Gives up: reservations are returned and the command is told. */
  static void fail(Turn turn, Refusal refusal) {
    if (turn.sa().state() instanceof AuthSent sent) {
      sent.child()
          .ifPresent(d -> {
            turn.remove(d.larval());
            turn.report(d.request().command(), Optional.of(refusal));
          });
    }
    turn.emit(IkeEvent.warn("ike.failed").with("reason", refusal.reason()).with(refusal.facts()));
    turn.retire(refusal.reason(), Optional.of(refusal));
  }

  static Optional<IdPayload> responderId(Message message) {
    return message.all(IdPayload.class).filter(i -> i.type().equals(PayloadType.IDR)).findFirst();
  }

  private static Optional<Refusal> check(
      Turn turn, AuthSent sent, IdPayload peerId, AuthPayload auth) {
    PeerRule rule = sent.rule();
    if (!rule.accepts(peerId.identity(), turn.sa().path())) {
      return Optional.of(
          new Refusal.UnknownPeer(
              peerId.identity().toString(),
              Identities.accepted(List.of(rule), turn.sa().path()),
              NotifyType.AUTHENTICATION_FAILED));
    }
    return PeerProof.check(turn, sent.keyed(), sent.transcript(), rule, peerId, auth);
  }
}
