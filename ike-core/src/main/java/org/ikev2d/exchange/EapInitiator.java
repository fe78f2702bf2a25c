package org.ikev2d.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.eap.EapConversation;
import org.ikev2d.eap.EapOutcome;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.EapPayload;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.payload.Identity;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.AuthJob;
import org.ikev2d.sa.AuthMethods;
import org.ikev2d.sa.IkeSaState.AuthSent;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.Purpose;
import org.ikev2d.sa.TimerKey;
import org.ikev2d.wire.AuthMethod;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;

/** EAP as initiator, which is the EAP client (RFC 7296 section 2.16, RFC 5998). */
final class EapInitiator {
  private EapInitiator() {}

  /** Whether the rule takes EAP; then IKE_AUTH is begun here, without an AUTH payload. */
  static boolean started(Turn turn, AuthSent sent) {
    PeerRule rule = sent.rule();
    if (!rule.localAuth().isEap() && !rule.remoteAuth().isEap()) {
      return false;
    }
    Optional<String> never = objection(rule);
    if (never.isPresent()) {
      Refusal refusal =
          new Refusal.NotPossible(
              "rule " + rule.label(), never.get(), NotifyType.AUTHENTICATION_FAILED);
      AuthInitiator.fail(turn, refusal);
      return true;
    }
    List<Payload> own = new ArrayList<>();
    own.add(sent.ownId());
    own.addAll(CertificateHints.inAuth(turn, rule));
    own.addAll(MethodAnnouncement.inAuth(turn, rule));
    Identities.expected(rule, turn.sa().path())
        .ifPresent(id -> own.add(id.toPayload(PayloadType.IDR)));
    if (EapTalk.isEapOnly(rule)) {
      own.add(NotifyPayload.of(NotifyType.EAP_ONLY_AUTHENTICATION));
    }
    sent.child().ifPresent(d -> own.addAll(ChildProposer.payloads(d)));
    send(turn, sent, turn.assemble(Stage.AUTH_REQUEST, own));
    return true;
  }

  private static Optional<String> objection(PeerRule rule) {
    if (!rule.localAuth().isEap()) {
      return Optional.of("the peer is the EAP client here, and so must begin");
    }
    if (rule.remoteAuth() != AuthChoice.CERT && !EapTalk.isEapOnly(rule)) {
      return Optional.of("an EAP server proves itself by a certificate, or by EAP-TLS too");
    }
    return Optional.empty();
  }

  /** Whether an answer to IKE_AUTH belongs to EAP; then it is read here. */
  static boolean answered(Turn turn, AuthSent sent, Message message) {
    boolean resumed = turn.traits().has(Resumption.Resumes.class);
    if (!sent.rule().localAuth().isEap() || resumed) {
      return false;
    }
    Optional<EapTalk.Running> running = EapTalk.running(turn);
    if (running.isEmpty()) {
      first(turn, sent, message);
    } else if (running.get().key().isPresent()) {
      last(turn, sent, running.get(), running.get().key().get(), message);
    } else if (EapTalk.message(message).isPresent()) {
      step(turn, sent, running.get(), message);
    } else {
      refused(turn, sent, message, "EAP");
    }
    return true;
  }

  private static void first(Turn turn, AuthSent sent, Message message) {
    PeerRule rule = sent.rule();
    Optional<IdPayload> peerId = AuthInitiator.responderId(message);
    if (peerId.isEmpty() || EapTalk.message(message).isEmpty()) {
      refused(turn, sent, message, "IDr and EAP");
      return;
    }
    Identity theirs = peerId.get().identity();
    if (!rule.accepts(theirs, turn.sa().path())) {
      String ours = Identities.accepted(List.of(rule), turn.sa().path());
      AuthInitiator.reject(
          turn,
          sent,
          new Refusal.UnknownPeer(theirs.toString(), ours, NotifyType.AUTHENTICATION_FAILED));
      return;
    }
    Optional<AuthPayload> auth = message.first(AuthPayload.class);
    if (auth.isPresent() && !auth.get().method().equals(AuthMethod.SHARED_KEY_MIC)) {
      // Whoever proves itself though it need not is checked all the same (RFC 5998 section 3).
      CertificateAuth.judgePeer(turn, sent, message, peerId.get(), auth.get());
    } else if (auth.isEmpty() && EapTalk.isEapOnly(rule)) {
      goOn(turn, sent, message);
    } else {
      String why =
          auth.isEmpty()
              ? "the peer leaves its proof to EAP, and the rule wants a certificate"
              : "an EAP server proves itself by a signature";
      AuthInitiator.reject(
          turn, sent, new Refusal.NotAuthenticated(rule.label(), theirs.toString(), why));
    }
  }

  /** The responder's first message is good. */
  static void goOn(Turn turn, AuthSent sent, Message message) {
    PeerRule rule = sent.rule();
    IdPayload peerId = AuthInitiator.responderId(message).orElseThrow();
    EapConversation conversation =
        EapConversation.client(
            EapTalk.methods(
                turn, rule.localAuth(), rule, sent.ownId().identity(), peerId.identity()));
    EapTalk.Running running =
        new EapTalk.Running(conversation, rule, message, peerId, List.of(), Optional.empty());
    turn.learn(running);
    step(turn, sent, running, message);
  }

  private static void step(Turn turn, AuthSent sent, EapTalk.Running running, Message message) {
    turn.arm(new TimerKey.HalfOpen(), turn.context().settings().halfOpen());
    EapTalk.step(turn, new AuthJob.ClientTalk(sent), running, EapTalk.message(message));
  }

  /** The method has answered. */
  static void conversed(Turn turn, AuthSent sent, EapOutcome outcome) {
    EapTalk.Running running = EapTalk.running(turn).orElseThrow();
    switch (outcome) {
      case EapOutcome.Send(var message) -> send(turn, sent, List.of(new EapPayload(message)));
      case EapOutcome.Succeeded made -> {
        EapTalk.Key key = new EapTalk.Key(made.msk(), made.how(), running.peerId().identity());
        turn.learn(running.over(key));
        turn.learn(AuthMethods.of(turn.traits()).withOwn(made.how()));
        AuthSent mixed = Ppk.mixed(turn, sent);
        Keyed keyed = mixed.keyed();
        byte[] octets = mixed.transcript().ownOctets(keyed.prf(), mixed.ownId());
        List<Payload> payloads = new ArrayList<>();
        payloads.add(EapTalk.proof(keyed.prf(), key, octets));
        payloads.addAll(Ppk.withEap(turn, mixed, key.msk()));
        send(turn, mixed, payloads);
      }
      case EapOutcome.Failed failed -> {
        Refusal refusal = notProved(sent, running.peerId().identity(), failed.why());
        if (failed.byPeer()) {
          AuthInitiator.fail(turn, refusal);
        } else {
          AuthInitiator.reject(turn, sent, refusal);
        }
      }
    }
  }

  /** The responder's proof that it has the same key. */
  private static void last(
      Turn turn, AuthSent before, EapTalk.Running running, EapTalk.Key key, Message message) {
    Optional<AuthPayload> auth = message.first(AuthPayload.class);
    if (auth.isEmpty()) {
      refused(turn, before, message, "AUTH");
      return;
    }
    Optional<Refusal> unmet = Ppk.unmet(turn, before, message);
    if (unmet.isPresent()) {
      AuthInitiator.reject(turn, before, unmet.get());
      return;
    }
    AuthSent sent = Ppk.settled(turn, before, message);
    Keyed keyed = sent.keyed();
    byte[] octets = sent.transcript().peerOctets(keyed.prf(), running.peerId());
    if (!EapTalk.isProof(keyed.prf(), key, octets, auth.get())) {
      AuthInitiator.reject(
          turn, sent, notProved(sent, key.peer(), "the keys that EAP has made differ"));
      return;
    }
    if (AuthMethods.of(turn.traits()).peer().isEmpty()) {
      turn.learn(AuthMethods.of(turn.traits()).withPeer(key.how(), ""));
    }
    Identity theirs = key.peer();
    EapTalk.forget(turn);
    AuthInitiator.accept(turn, sent, message, theirs);
  }

  private static void send(Turn turn, AuthSent sent, List<Payload> payloads) {
    Requests.send(turn, sent.keyed(), ExchangeType.IKE_AUTH, payloads, new Purpose.Auth());
  }

  private static void refused(Turn turn, AuthSent sent, Message message, String needed) {
    Optional<NotifyPayload> error = message.firstError();
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
                    + sent.rule().localAuth())
            : new Refusal.BadMessage("IKE_AUTH", needed, "needed here", theirs);
    AuthInitiator.fail(turn, refusal);
  }

  private static Refusal notProved(AuthSent sent, Identity theirs, String why) {
    return new Refusal.NotAuthenticated(sent.rule().label(), theirs.toString(), why);
  }
}
