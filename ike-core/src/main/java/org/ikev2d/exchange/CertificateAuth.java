package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.CertPayload;
import org.ikev2d.payload.CertReqPayload;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.payload.Identity;
import org.ikev2d.payload.Message;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.Credentials.Claim;
import org.ikev2d.port.Credentials.Evidence;
import org.ikev2d.port.Credentials.Proof;
import org.ikev2d.port.Credentials.Verdict;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.AuthJob;
import org.ikev2d.sa.AuthMethods;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSaState.AuthAwaited;
import org.ikev2d.sa.IkeSaState.AuthSent;
import org.ikev2d.sa.IkeSaState.Authenticating;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.SaEvent;
import org.ikev2d.sa.TimerKey;
import org.ikev2d.sa.Transcript;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.PayloadType;

/**
 * Authentication by certificates (RFC 7296 section 2.15, RFC 7427). Keys and certificates are asked
 * outside the IKE SA's own thread; it waits in a state of its own, for as long as a peer may take
 * to authenticate.
 */
final class CertificateAuth {
  private CertificateAuth() {}

  /** Initiator: has our proof made, with which IKE_AUTH is sent. */
  static void makeOwn(Turn turn, AuthSent sent) {
    Claim claim =
        claim(turn, sent.keyed(), sent.transcript(), sent.rule(), sent.ownId(), List.of());
    begin(turn, new AuthJob.OwnProof(sent), Optional.empty(), Optional.of(claim));
  }

  /** Initiator: has the responder's proof judged. */
  static void judgePeer(
      Turn turn, AuthSent sent, Message answer, IdPayload peerId, AuthPayload auth) {
    Evidence evidence =
        evidence(sent.keyed(), sent.transcript(), sent.rule(), answer, peerId, auth);
    begin(turn, new AuthJob.PeerProof(sent, answer), Optional.of(evidence), Optional.empty());
  }

  /** Responder: has the initiator's proof judged and ours made, as far as the rule says so. */
  static void judgeAndMake(
      Turn turn,
      AuthAwaited state,
      PeerRule rule,
      Message request,
      IdPayload peerId,
      AuthPayload auth) {
    Optional<Evidence> evidence =
        rule.remoteAuth().isSignature()
            ? Optional.of(evidence(state.keyed(), state.transcript(), rule, request, peerId, auth))
            : Optional.empty();
    IdPayload ownId = rule.localIdentity(turn.sa().path()).toPayload(PayloadType.IDR);
    List<CertReqPayload> wanted = CertificateHints.requests(request);
    Optional<Claim> claim =
        rule.localAuth().isSignature()
            ? Optional.of(claim(turn, state.keyed(), state.transcript(), rule, ownId, wanted))
            : Optional.empty();
    begin(turn, new AuthJob.BothProofs(state, rule, request), evidence, claim);
  }

  /** Responder: has our proof made, which an initiator wants to see before it begins with EAP. */
  static void makeForEap(Turn turn, AuthAwaited state, PeerRule rule, Message request) {
    IdPayload ownId = rule.localIdentity(turn.sa().path()).toPayload(PayloadType.IDR);
    List<CertReqPayload> wanted = CertificateHints.requests(request);
    Claim claim = claim(turn, state.keyed(), state.transcript(), rule, ownId, wanted);
    AuthJob job = new AuthJob.BothProofs(state, rule, request);
    begin(turn, job, Optional.empty(), Optional.of(claim));
  }

  /** Goes on with what came of it. An answer that comes too late meets another state. */
  static void done(Turn turn, SaEvent.Authenticated event) {
    if (!(turn.sa().state() instanceof Authenticating waiting)) {
      return;
    }
    switch (waiting.job()) {
      case AuthJob.OwnProof(AuthSent then) -> ownProof(turn, then, event);
      case AuthJob.PeerProof(AuthSent was, Message answer) -> peerProof(turn, was, answer, event);
      case AuthJob.BothProofs job -> bothProofs(turn, job, event);
      case AuthJob.ClientTalk job -> {}
      case AuthJob.ServerTalk job -> {}
    }
  }

  /** Key store, token or revocation servers took too long. */
  static void overdue(Turn turn, Authenticating waiting) {
    long seconds = turn.context().settings().halfOpen().toSeconds();
    List<String> why =
        List.of("key store and revocation servers gave no answer within " + seconds + " s");
    switch (waiting.job()) {
      case AuthJob.OwnProof(AuthSent then) -> {
        turn.become(then);
        AuthInitiator.fail(turn, refused(then.rule(), then.ownId().identity(), why));
      }
      case AuthJob.PeerProof(AuthSent was, Message answer) -> {
        turn.become(was);
        AuthInitiator.reject(turn, was, refused(was.rule(), peer(answer, PayloadType.IDR), why));
      }
      case AuthJob.BothProofs(AuthAwaited was, PeerRule rule, Message request) -> {
        turn.become(was);
        AuthResponder.refuse(
            turn,
            was,
            request.header().messageId(),
            refused(rule, peer(request, PayloadType.IDI), why));
      }
      case AuthJob.ClientTalk(AuthSent was) -> {
        turn.become(was);
        AuthInitiator.reject(turn, was, refused(was.rule(), was.ownId().identity(), why));
      }
      case AuthJob.ServerTalk(AuthAwaited was, PeerRule rule, int messageId) -> {
        turn.become(was);
        Identity ours = rule.localIdentity(turn.sa().path());
        AuthResponder.refuse(turn, was, messageId, refused(rule, ours, why));
      }
    }
  }

  /** Ends it at our own bidding. */
  static void abandon(Turn turn, Authenticating waiting, Refusal refusal) {
    switch (waiting.job()) {
      case AuthJob.OwnProof(AuthSent then) -> {
        turn.become(then);
        AuthInitiator.fail(turn, refusal);
      }
      case AuthJob.PeerProof(AuthSent was, Message answer) -> {
        turn.become(was);
        AuthInitiator.reject(turn, was, refusal);
      }
      case AuthJob.BothProofs job -> turn.retire(refusal.reason(), Optional.of(refusal));
      case AuthJob.ClientTalk(AuthSent was) -> {
        turn.become(was);
        AuthInitiator.reject(turn, was, refusal);
      }
      case AuthJob.ServerTalk job -> turn.retire(refusal.reason(), Optional.of(refusal));
    }
  }

  private static void begin(
      Turn turn, AuthJob job, Optional<Evidence> evidence, Optional<Claim> claim) {
    turn.become(new Authenticating(job));
    turn.arm(new TimerKey.HalfOpen(), turn.context().settings().halfOpen());
    turn.effect(new Effect.Authenticate(evidence, claim));
  }

  private static void ownProof(Turn turn, AuthSent then, SaEvent.Authenticated event) {
    turn.become(then);
    turn.disarm(new TimerKey.HalfOpen());
    switch (event.ours().orElseGet(CertificateAuth::nothing)) {
      case Proof.Made made -> AuthInitiator.send(turn, then, made);
      case Proof.Refused(List<String> findings) ->
          AuthInitiator.fail(turn, refused(then.rule(), then.ownId().identity(), findings));
    }
  }

  private static void peerProof(
      Turn turn, AuthSent was, Message answer, SaEvent.Authenticated event) {
    turn.become(was);
    turn.disarm(new TimerKey.HalfOpen());
    switch (event.theirs().orElseGet(CertificateAuth::unjudged)) {
      case Verdict.Proved proved -> {
        turn.learn(AuthMethods.of(turn.traits()).withPeer(proved.how(), proved.subject()));
        if (was.rule().localAuth().isEap()) {
          EapInitiator.goOn(turn, was, answer);
        } else {
          AuthInitiator.accept(turn, was, answer);
        }
      }
      case Verdict.Refused(List<String> findings) ->
          AuthInitiator.reject(
              turn, was, refused(was.rule(), peer(answer, PayloadType.IDR), findings));
    }
  }

  private static void bothProofs(Turn turn, AuthJob.BothProofs job, SaEvent.Authenticated event) {
    AuthAwaited was = job.was();
    PeerRule rule = job.rule();
    int id = job.request().header().messageId();
    turn.become(was);
    if (rule.remoteAuth().isSignature()) {
      switch (event.theirs().orElseGet(CertificateAuth::unjudged)) {
        case Verdict.Proved proved ->
            turn.learn(AuthMethods.of(turn.traits()).withPeer(proved.how(), proved.subject()));
        case Verdict.Refused(List<String> findings) -> {
          Identity theirs = peer(job.request(), PayloadType.IDI);
          AuthResponder.refuse(turn, was, id, refused(rule, theirs, findings));
          return;
        }
      }
    }
    if (!rule.localAuth().isSignature()) {
      AuthResponder.acceptShared(turn, was, job.request(), rule);
      return;
    }
    switch (event.ours().orElseGet(CertificateAuth::nothing)) {
      case Proof.Made made when rule.remoteAuth().isEap() ->
          EapResponder.start(turn, was, job.request(), rule, Optional.of(made));
      case Proof.Made made -> AuthResponder.accept(turn, was, job.request(), rule, made);
      case Proof.Refused(List<String> findings) -> {
        Identity ours = rule.localIdentity(turn.sa().path());
        AuthResponder.refuse(turn, was, id, refused(rule, ours, findings));
      }
    }
  }

  private static Claim claim(
      Turn turn,
      Keyed keyed,
      Transcript transcript,
      PeerRule rule,
      IdPayload ownId,
      List<CertReqPayload> wanted) {
    Optional<CertificateHints.Learnt> learnt = turn.traits().get(CertificateHints.Learnt.class);
    return new Claim(
        rule.label(),
        ownId.identity(),
        wanted.isEmpty() ? learnt.map(CertificateHints.Learnt::wanted).orElse(List.of()) : wanted,
        learnt.flatMap(CertificateHints.Learnt::hashes),
        MethodAnnouncement.learnt(turn),
        turn.traits().has(CertificateHints.LooksUp.class),
        rule.localAuth() == AuthChoice.PUBKEY ? rule.store().localKey() : Optional.empty(),
        Bytes.wrap(transcript.ownOctets(keyed.prf(), ownId)));
  }

  private static Evidence evidence(
      Keyed keyed,
      Transcript transcript,
      PeerRule rule,
      Message message,
      IdPayload peerId,
      AuthPayload auth) {
    return new Evidence(
        rule.label(),
        peerId.identity(),
        message.all(CertPayload.class).toList(),
        rule.store(),
        auth,
        Bytes.wrap(transcript.peerOctets(keyed.prf(), peerId)));
  }

  private static Identity peer(Message message, PayloadType side) {
    return message
        .all(IdPayload.class)
        .filter(i -> i.type().equals(side))
        .findFirst()
        .orElseThrow()
        .identity();
  }

  private static Refusal refused(PeerRule rule, Identity identity, List<String> findings) {
    return new Refusal.NotCertified(rule.label(), identity.toString(), findings);
  }

  private static Proof nothing() {
    return new Proof.Refused(List.of("no proof was made"));
  }

  private static Verdict unjudged() {
    return new Verdict.Refused(List.of("the proof was not judged"));
  }
}
