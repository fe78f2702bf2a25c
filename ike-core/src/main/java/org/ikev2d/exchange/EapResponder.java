package org.ikev2d.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ikev2d.eap.EapConversation;
import org.ikev2d.eap.EapOutcome;
import org.ikev2d.eap.EapPacket;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.DeletePayload;
import org.ikev2d.payload.EapPayload;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.payload.Identity;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.Credentials.Proof;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.AuthJob;
import org.ikev2d.sa.AuthMethods;
import org.ikev2d.sa.IkeSaState.AuthAwaited;
import org.ikev2d.sa.Keyed;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IdType;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;
import org.ikev2d.wire.ProtocolId;

/** EAP as responder, which is the EAP server (RFC 7296 section 2.16, RFC 5998). */
final class EapResponder {
  private EapResponder() {}

  /** Whether a request belongs to EAP; then it is read here. */
  static boolean answered(Turn turn, AuthAwaited state, Message message) {
    Optional<EapTalk.Running> running = EapTalk.running(turn);
    if (running.isEmpty()) {
      return began(turn, state, message);
    }
    if (running.get().key().isPresent()) {
      last(turn, state, running.get(), running.get().key().get(), message);
    } else if (EapTalk.message(message).isPresent()) {
      int id = message.header().messageId();
      EapTalk.step(
          turn,
          new AuthJob.ServerTalk(state, running.get().rule(), id),
          running.get(),
          EapTalk.message(message));
    } else {
      AuthResponder.refuse(
          turn,
          state,
          message.header().messageId(),
          new Refusal.BadMessage("IKE_AUTH", "EAP", "is needed", NotifyType.INVALID_SYNTAX));
    }
    return true;
  }

  /**
   * Whether a request ends a conversation: a client that has been told of a failure by the method
   * need not wait for EAP Failure.
   */
  static boolean wasGivenUp(Turn turn, AuthAwaited state, Message message) {
    Optional<EapTalk.Running> running = EapTalk.running(turn);
    boolean ends =
        message.hasNotify(NotifyType.AUTHENTICATION_FAILED)
            || message.all(DeletePayload.class).anyMatch(d -> d.protocol().equals(ProtocolId.IKE));
    if (running.isEmpty() || !ends) {
      return false;
    }
    int id = message.header().messageId();
    Requests.respond(turn, state.keyed(), ExchangeType.INFORMATIONAL, id, List.of());
    String why = running.get().conversation().trouble().orElse("the client has given up");
    Refusal refusal =
        new Refusal.NotAuthenticated(
            running.get().rule().label(), running.get().peerId().identity().toString(), why);
    turn.emit(IkeEvent.warn("ike.refused").with("reason", refusal.reason()).with(refusal.facts()));
    turn.retire(refusal.reason(), Optional.of(refusal));
    return true;
  }

  /** A request without AUTH asks for EAP; no rule with it, no EAP. */
  private static boolean began(Turn turn, AuthAwaited state, Message message) {
    Optional<IdPayload> peerId = initiatorId(message);
    if (message.first(AuthPayload.class).isPresent() || peerId.isEmpty()) {
      return false;
    }
    Optional<PeerRule> found = choose(turn, state, message, peerId.get().identity());
    if (found.isEmpty()) {
      return false;
    }
    PeerRule rule = found.get();
    Optional<Refusal> refusal = ChildlessStart.unwanted(turn, message);
    if (refusal.isPresent()) {
      AuthResponder.refuse(turn, state, message.header().messageId(), refusal.get());
    } else if (rule.localAuth() == AuthChoice.CERT) {
      CertificateAuth.makeForEap(turn, state, rule, message);
    } else {
      start(turn, state, message, rule, Optional.empty());
    }
    return true;
  }

  /** Rules whose own proof the peer can do without are for those who say that they can. */
  private static Optional<PeerRule> choose(
      Turn turn, AuthAwaited state, Message message, Identity claimed) {
    boolean only = EapTalk.isOnlyAsked(message);
    List<PeerRule> fitting =
        state.candidates().stream()
            .filter(r -> r.remoteAuth().isEap() && r.accepts(claimed, turn.sa().path()))
            .filter(r -> r.localAuth() == AuthChoice.CERT || only && EapTalk.isEapOnly(r))
            .toList();
    return message
        .all(IdPayload.class)
        .filter(i -> i.type().equals(PayloadType.IDR))
        .flatMap(asked ->
            fitting.stream()
                .filter(r -> r.localIdentity(turn.sa().path()).equals(asked.identity())))
        .findFirst()
        .or(() -> fitting.stream().findFirst());
  }

  /** Begins with the method; our proof goes with its first message. */
  static void start(
      Turn turn, AuthAwaited state, Message message, PeerRule rule, Optional<Proof.Made> proof) {
    Identity ours = rule.localIdentity(turn.sa().path());
    IdPayload peerId = initiatorId(message).orElseThrow();
    List<Payload> pending = new ArrayList<>();
    pending.add(ours.toPayload(PayloadType.IDR));
    proof.ifPresent(p -> {
      turn.learn(AuthMethods.of(turn.traits()).withOwn(p.how()));
      pending.addAll(p.certificates());
      pending.add(p.auth());
    });
    EapConversation conversation =
        EapConversation.server(
            EapTalk.methods(turn, rule.remoteAuth(), rule, ours, peerId.identity()));
    EapTalk.Running running =
        new EapTalk.Running(conversation, rule, message, peerId, pending, Optional.empty());
    turn.learn(running);
    int id = message.header().messageId();
    EapTalk.step(turn, new AuthJob.ServerTalk(state, rule, id), running, Optional.empty());
  }

  /** The method has answered. */
  static void conversed(Turn turn, AuthJob.ServerTalk talk, EapOutcome outcome) {
    EapTalk.Running running = EapTalk.running(turn).orElseThrow();
    switch (outcome) {
      case EapOutcome.Send(var message) -> {
        turn.learn(running.sent());
        List<Payload> payloads = new ArrayList<>(running.pending());
        payloads.add(new EapPayload(message));
        respond(turn, talk, payloads);
      }
      case EapOutcome.Succeeded made -> succeeded(turn, talk, running, made);
      case EapOutcome.Failed failed -> failed(turn, talk, running, failed.message(), failed.why());
    }
  }

  /** Policy goes by whom the method has authenticated, not by IDi (RFC 7296 section 2.16). */
  private static void succeeded(
      Turn turn, AuthJob.ServerTalk talk, EapTalk.Running running, EapOutcome.Succeeded made) {
    Bytes success = made.message().orElseThrow();
    Identity claimed = running.peerId().identity();
    Optional<Identity> proved =
        made.identity()
            .map(name -> names(name, claimed))
            .orElse(Stream.of(claimed))
            .filter(identity -> talk.rule().accepts(identity, turn.sa().path()))
            .findFirst();
    if (proved.isEmpty()) {
      made.msk().close();
      Bytes failure = Bytes.concat(Bytes.of(EapPacket.FAILURE), success.slice(1, success.length()));
      String why = "EAP has authenticated " + made.identity().orElse("-") + ", not who may come";
      failed(turn, talk, running, Optional.of(failure), why);
      return;
    }
    turn.learn(running.over(new EapTalk.Key(made.msk(), made.how(), proved.get())));
    respond(turn, talk, List.of(new EapPayload(success)));
  }

  /** A name of EAP as identities of IKE: the claimed one if it is the same, else by its form. */
  private static Stream<Identity> names(String name, Identity claimed) {
    Bytes text = Bytes.ofText(name);
    Identity byForm =
        name.indexOf('@') > 0 ? Identity.ofMailbox(name) : new Identity(IdType.KEY_ID, text);
    return claimed.data().equals(text)
        ? Stream.of(claimed)
        : Stream.of(byForm, new Identity(IdType.KEY_ID, text));
  }

  /** EAP Failure says it all: no AUTHENTICATION_FAILED goes with it (section 2.16). */
  private static void failed(
      Turn turn,
      AuthJob.ServerTalk talk,
      EapTalk.Running running,
      Optional<Bytes> failure,
      String why) {
    Refusal refusal =
        new Refusal.NotAuthenticated(
            talk.rule().label(), running.peerId().identity().toString(), why);
    if (failure.isEmpty() || !running.pending().isEmpty()) {
      AuthResponder.refuse(turn, talk.was(), talk.messageId(), refusal);
      return;
    }
    respond(turn, talk, List.of(new EapPayload(failure.get())));
    turn.emit(IkeEvent.warn("ike.refused").with("reason", refusal.reason()).with(refusal.facts()));
    turn.retire(refusal.reason(), Optional.of(refusal));
  }

  /** The initiator's proof that it has the same key; we answer with ours. */
  private static void last(
      Turn turn, AuthAwaited before, EapTalk.Running running, EapTalk.Key key, Message message) {
    PeerRule rule = running.rule();
    int id = message.header().messageId();
    Ppk.Outcome ppk = Ppk.answer(turn, before, rule, message);
    AuthAwaited state = ppk.state();
    if (ppk.refusal().isPresent()) {
      AuthResponder.refuse(turn, state, id, ppk.refusal().get());
      return;
    }
    Keyed keyed = state.keyed();
    byte[] theirs = state.transcript().peerOctets(keyed.prf(), running.peerId());
    Optional<AuthPayload> auth = ppk.message().first(AuthPayload.class);
    if (auth.isEmpty() || !EapTalk.isProof(keyed.prf(), key, theirs, auth.get())) {
      String why = auth.isEmpty() ? "AUTH is missing" : "the keys that EAP has made differ";
      AuthResponder.refuse(
          turn, state, id, new Refusal.NotAuthenticated(rule.label(), key.peer().toString(), why));
      return;
    }
    IdPayload ownId = rule.localIdentity(turn.sa().path()).toPayload(PayloadType.IDR);
    byte[] ours = state.transcript().ownOctets(keyed.prf(), ownId);
    AuthPayload proof = EapTalk.proof(keyed.prf(), key, ours);
    turn.learn(AuthMethods.of(turn.traits()).withPeer(key.how(), ""));
    String own = AuthMethods.of(turn.traits()).own();
    EapTalk.forget(turn);
    AuthResponder.accept(
        turn,
        state,
        whole(running.first(), ppk.message()),
        new AuthResponder.Acceptance(
            rule, key.peer(), List.of(proof), own.isEmpty() ? key.how() : own));
  }

  /** What the initiator has asked for at first, under the header of its last request. */
  private static Message whole(Message first, Message last) {
    List<Payload> payloads = new ArrayList<>(first.payloads());
    last.payloads().stream().filter(p -> !(p instanceof AuthPayload)).forEach(payloads::add);
    return new Message(last.header(), payloads);
  }

  private static void respond(Turn turn, AuthJob.ServerTalk talk, List<Payload> payloads) {
    Requests.respond(turn, talk.was().keyed(), ExchangeType.IKE_AUTH, talk.messageId(), payloads);
  }

  private static Optional<IdPayload> initiatorId(Message message) {
    return message.all(IdPayload.class).filter(i -> i.type().equals(PayloadType.IDI)).findFirst();
  }
}
