package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import org.ikev2d.auth.SharedKeyMic;
import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.Secret;
import org.ikev2d.eap.EapConversation;
import org.ikev2d.eap.EapMethods;
import org.ikev2d.eap.EapOutcome;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.EapPayload;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.payload.Identity;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.AuthJob;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSaState.Authenticating;
import org.ikev2d.sa.SaEvent;
import org.ikev2d.sa.TimerKey;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.NotifyType;

/**
 * EAP within IKE_AUTH (RFC 7296 section 2.16): what both sides have in common. Methods may wait for
 * tokens and servers of revocation, and so have their steps taken outside the IKE SA's own thread.
 */
final class EapTalk {
  private EapTalk() {}

  /**
   * A conversation that is going on.
   *
   * @param rule in force
   * @param first the peer's first message of IKE_AUTH
   * @param peerId from it
   * @param pending what goes with our first EAP message
   * @param key what the method has made, once it is over
   */
  record Running(
      EapConversation conversation,
      PeerRule rule,
      Message first,
      IdPayload peerId,
      List<Payload> pending,
      Optional<Key> key)
      implements Trait {
    Running {
      pending = List.copyOf(pending);
    }

    Running sent() {
      return new Running(conversation, rule, first, peerId, List.of(), key);
    }

    Running over(Key made) {
      return new Running(conversation, rule, first, peerId, List.of(), Optional.of(made));
    }
  }

  /**
   * What a method has made.
   *
   * @param how for logs
   * @param peer whom it has authenticated
   */
  record Key(Secret msk, String how, Identity peer) {}

  static Optional<Running> running(Turn turn) {
    return turn.traits().get(Running.class);
  }

  static EapMethods methods(
      Turn turn, AuthChoice choice, PeerRule rule, Identity ours, Identity theirs) {
    return new EapMethods(
        choice,
        ours,
        theirs,
        turn.context().policy().eapSecrets(rule.label()),
        turn.context().random());
  }

  /**
   * Whether the responder's proof is left to the method (RFC 5998). A method that does not prove
   * both sides well enough is none for it.
   */
  static boolean isEapOnly(PeerRule rule) {
    return rule.localAuth() == rule.remoteAuth() && rule.localAuth().isEnoughForBoth();
  }

  /** Has the peer's message answered by the method. */
  static void step(Turn turn, AuthJob job, Running running, Optional<Bytes> message) {
    turn.become(new Authenticating(job));
    turn.effect(new Effect.Converse(running.conversation(), message));
  }

  static Optional<Bytes> message(Message message) {
    return message.first(EapPayload.class).map(EapPayload::message);
  }

  /** Goes on with what came of it. An answer that comes too late meets another state. */
  static void done(Turn turn, SaEvent.Conversed event) {
    if (turn.sa().state() instanceof Authenticating waiting) {
      switch (waiting.job()) {
        case AuthJob.ClientTalk(var was) -> {
          turn.become(was);
          turn.disarm(new TimerKey.HalfOpen());
          EapInitiator.conversed(turn, was, event.outcome());
        }
        case AuthJob.ServerTalk talk -> {
          turn.become(talk.was());
          EapResponder.conversed(turn, talk, event.outcome());
        }
        case AuthJob.OwnProof job -> drop(event);
        case AuthJob.PeerProof job -> drop(event);
        case AuthJob.BothProofs job -> drop(event);
      }
    } else {
      drop(event);
    }
  }

  /** Nobody wants the key any more. */
  static void drop(SaEvent.Conversed event) {
    if (event.outcome() instanceof EapOutcome.Succeeded made) {
      made.msk().close();
    }
  }

  /** The proof of either side once there is a key (section 2.16). */
  static AuthPayload proof(Prf prf, Key key, byte[] octets) {
    return SharedKeyMic.sign(prf, key.msk(), octets);
  }

  static boolean isProof(Prf prf, Key key, byte[] octets, AuthPayload auth) {
    return SharedKeyMic.verify(prf, key.msk(), octets, auth);
  }

  /** Zeroes what there is. */
  static void forget(Turn turn) {
    running(turn)
        .ifPresent(r -> {
          r.conversation().close();
          r.key().ifPresent(k -> k.msk().close());
          turn.update(s -> s.withTraits(s.traits().without(Running.class)));
        });
  }

  static boolean isOnlyAsked(Message message) {
    return message.hasNotify(NotifyType.EAP_ONLY_AUTHENTICATION);
  }
}
