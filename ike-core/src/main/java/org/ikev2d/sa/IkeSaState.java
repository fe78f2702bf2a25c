package org.ikev2d.sa;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ikev2d.crypto.KeyExchangeMethod.Initiation;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.payload.Identity;
import org.ikev2d.payload.Proposal;
import org.ikev2d.port.IkeXform;
import org.ikev2d.port.PeerRule;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IkeSpi;

/**
 * Where an IKE SA is in its life. Each state carries what is known then, and nothing that is not.
 */
public sealed interface IkeSaState {
  /** The name in listings. */
  String label();

  /** Nothing has happened yet. */
  record Larval() implements IkeSaState {
    @Override
    public String label() {
      return "LARVAL";
    }
  }

  /**
   * Initiator: IKE_SA_INIT is sent.
   *
   * @param request the message as sent last
   * @param cookie the cookie that the responder asked for
   * @param rounds how often a cookie or another group was asked for
   */
  record InitSent(
      PeerRule rule,
      List<Proposal> offered,
      Initiation keyExchange,
      GroupId group,
      Bytes nonce,
      Bytes request,
      Optional<Bytes> cookie,
      int rounds,
      Optional<ChildRequest> child)
      implements IkeSaState {
    @Override
    public String label() {
      return "INIT-SENT";
    }
  }

  /**
   * Initiator: IKE_SESSION_RESUME is sent (RFC 5723 section 4.3).
   *
   * @param request the message as sent last
   * @param cookie the cookie that the responder asked for
   * @param rounds how often a cookie was asked for
   */
  record ResumeSent(
      PeerRule rule,
      HeldTicket ticket,
      Bytes nonce,
      Bytes request,
      Optional<Bytes> cookie,
      int rounds,
      Optional<ChildRequest> child)
      implements IkeSaState {
    @Override
    public String label() {
      return "RESUME-SENT";
    }

    public ResumeSent withRequest(Bytes sent) {
      return new ResumeSent(rule, ticket, nonce, sent, cookie, rounds, child);
    }

    public ResumeSent withCookie(Bytes wanted) {
      return new ResumeSent(rule, ticket, nonce, request, Optional.of(wanted), rounds + 1, child);
    }
  }

  /**
   * Responder: IKE_SA_INIT is answered, IKE_AUTH awaited.
   *
   * @param candidates the rules that cover the peer's address and permit the suite, in file order
   */
  record AuthAwaited(Keyed keyed, Transcript transcript, List<PeerRule> candidates, Bytes request)
      implements IkeSaState {
    @Override
    public String label() {
      return "INIT-ANSWERED";
    }
  }

  /** Initiator: an IKE_INTERMEDIATE request is sent (RFC 9242). */
  record IntermediateSent(InitSent origin, Keyed keyed, Transcript transcript)
      implements IkeSaState {
    @Override
    public String label() {
      return "INTERMEDIATE-SENT";
    }
  }

  /** Initiator: IKE_AUTH is sent. */
  record AuthSent(
      Keyed keyed,
      Transcript transcript,
      PeerRule rule,
      IdPayload ownId,
      Optional<ChildDraft> child)
      implements IkeSaState {
    @Override
    public String label() {
      return "AUTH-SENT";
    }
  }

  /** Proofs of identity are being made or judged elsewhere, which may take its time. */
  record Authenticating(AuthJob job) implements IkeSaState {
    @Override
    public String label() {
      return "AUTHENTICATING";
    }
  }

  /** Both sides are authenticated. */
  record Established(
      Keyed keyed,
      PeerRule rule,
      IkeXform xform,
      Identity localId,
      Identity remoteId,
      long epochMillis)
      implements IkeSaState {
    @Override
    public String label() {
      return "ACTIVE";
    }
  }

  /**
   * We have asked the peer to delete it; its CHILD SAs are gone from our kernel, or with the heir.
   *
   * @param heir the IKE SA that has taken its place, if it was rekeyed
   */
  record Deleting(Established was, String reason, OptionalLong command, Optional<IkeSpi> heir)
      implements IkeSaState {
    @Override
    public String label() {
      return "DELETING";
    }
  }

  /** Another IKE SA has taken its place and its CHILD SAs; the peer is to delete it. */
  record Replaced(Established was, IkeSpi by) implements IkeSaState {
    @Override
    public String label() {
      return "REKEYED";
    }
  }

  /** Over. */
  record Dead(String reason) implements IkeSaState {
    @Override
    public String label() {
      return "DELETED";
    }
  }
}
