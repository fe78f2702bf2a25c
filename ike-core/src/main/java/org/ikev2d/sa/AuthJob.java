package org.ikev2d.sa;

import java.util.Optional;
import org.ikev2d.payload.Message;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.IkeSaState.AuthAwaited;
import org.ikev2d.sa.IkeSaState.AuthSent;

/**
 * What an IKE SA does with certificates or EAP outside its own thread, and what it goes on with
 * when that is done.
 */
public sealed interface AuthJob {
  Keyed keyed();

  Transcript transcript();

  /** The rule in force. */
  PeerRule rule();

  /** The first CHILD SA, as proposed by us. */
  default Optional<ChildDraft> child() {
    return Optional.empty();
  }

  /** Initiator: our proof is being made; IKE_AUTH is not sent yet. */
  record OwnProof(AuthSent then) implements AuthJob {
    @Override
    public Keyed keyed() {
      return then.keyed();
    }

    @Override
    public Transcript transcript() {
      return then.transcript();
    }

    @Override
    public PeerRule rule() {
      return then.rule();
    }

    @Override
    public Optional<ChildDraft> child() {
      return then.child();
    }
  }

  /** Initiator: the peer's proof is being judged. */
  record PeerProof(AuthSent was, Message answer) implements AuthJob {
    @Override
    public Keyed keyed() {
      return was.keyed();
    }

    @Override
    public Transcript transcript() {
      return was.transcript();
    }

    @Override
    public PeerRule rule() {
      return was.rule();
    }

    @Override
    public Optional<ChildDraft> child() {
      return was.child();
    }
  }

  /** Initiator: the EAP client looks at the peer's message. */
  record ClientTalk(AuthSent was) implements AuthJob {
    @Override
    public Keyed keyed() {
      return was.keyed();
    }

    @Override
    public Transcript transcript() {
      return was.transcript();
    }

    @Override
    public PeerRule rule() {
      return was.rule();
    }

    @Override
    public Optional<ChildDraft> child() {
      return was.child();
    }
  }

  /**
   * Responder: the EAP server looks at the peer's message.
   *
   * @param messageId of the request that waits for an answer
   */
  record ServerTalk(AuthAwaited was, PeerRule rule, int messageId) implements AuthJob {
    @Override
    public Keyed keyed() {
      return was.keyed();
    }

    @Override
    public Transcript transcript() {
      return was.transcript();
    }
  }

  /** Responder: the peer's proof is being judged, or ours made, or both. */
  record BothProofs(AuthAwaited was, PeerRule rule, Message request) implements AuthJob {
    @Override
    public Keyed keyed() {
      return was.keyed();
    }

    @Override
    public Transcript transcript() {
      return was.transcript();
    }
  }
}
