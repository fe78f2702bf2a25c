package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.Secret;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.ChildRequest;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.Task;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PrfId;
import org.ikev2d.wire.ProtocolId;

/**
 * Quick crash detection (RFC 6290). Whoever has made a token shows it in the clear once it has
 * forgotten the IKE SA, which proves that: nobody else has seen it but the peer it was told to.
 */
public final class CrashDetection implements Contributor {
  /** Octets of a token (RFC 6290 section 4.1). */
  private static final int SHORTEST = 16;

  private static final int LONGEST = 128;
  private static final byte[] LABEL = Bytes.ofText("ikev2d crash token").toArray();

  /**
   * What the peer will show when it has lost this IKE SA.
   *
   * @param nanos when it was told
   */
  record PeerToken(Bytes token, long nanos) implements Trait {
    @Override
    public String toString() {
      return "PeerToken";
    }
  }

  /** We have started this IKE SA, or the first of those that it replaces. */
  record Started() implements Trait {}

  /** The token of an IKE SA: it needs no memory but the secret (RFC 6290 section 5.1). */
  public static NotifyPayload token(
      Crypto crypto, Secret secret, IkeSpi initiator, IkeSpi responder) {
    Prf prf = crypto.prf(PrfId.HMAC_SHA2_256).orElseThrow();
    try (Secret token =
        prf.compute(secret, LABEL, initiator.toBytes().toArray(), responder.toBytes().toArray())) {
      return new NotifyPayload(
          ProtocolId.IKE,
          Bytes.EMPTY,
          NotifyType.QUICK_CRASH_DETECTION,
          Bytes.wrap(token.expose()));
    }
  }

  @Override
  public List<Payload> trailing(Stage stage, Turn turn) {
    boolean auth = stage == Stage.AUTH_REQUEST || stage == Stage.AUTH_RESPONSE;
    if (stage == Stage.AUTH_REQUEST && turn.context().settings().extensions().takesTokens()) {
      turn.learn(new Started());
    }
    return auth ? own(turn) : List.of();
  }

  /** Our token for this IKE SA, if we make any. */
  static List<Payload> own(Turn turn) {
    IkeSa sa = turn.sa();
    return turn.context().settings().extensions().tokenSecret().stream()
        .<Payload>map(s -> token(turn.context().crypto(), s, sa.initiatorSpi(), sa.responderSpi()))
        .toList();
  }

  @Override
  public void read(Stage stage, Message message, Turn turn) {
    switch (stage) {
      case AUTH_REQUEST, AUTH_RESPONSE, INFORMATIONAL_REQUEST ->
          told(turn, message).ifPresent(turn::learn);
      case INIT_REQUEST, INIT_RESPONSE, INFORMATIONAL_RESPONSE -> {}
    }
  }

  /** The IKE SA of a rekey, with the token that the peer's answer may have for it. */
  static IkeSa heir(Turn turn, IkeSa made, Message answer) {
    return told(turn, answer).map(t -> made.withTraits(made.traits().with(t))).orElse(made);
  }

  /** The new IKE SA has other SPIs, so that it needs another token (RFC 6290 section 4.4). */
  static void adopted(Turn turn) {
    if (turn.context().settings().extensions().tokenSecret().isPresent()
        && turn.sa().isEstablished()) {
      Tasks.add(turn, new Task.ShowToken());
    }
  }

  private static Optional<PeerToken> told(Turn turn, Message message) {
    return turn.context().settings().extensions().takesTokens()
        ? shown(message).map(t -> new PeerToken(t, turn.context().nanos()))
        : Optional.empty();
  }

  private static Optional<Bytes> shown(Message message) {
    return message
        .notifies(NotifyType.QUICK_CRASH_DETECTION)
        .map(NotifyPayload::data)
        .filter(d -> d.length() >= SHORTEST && d.length() <= LONGEST)
        .findFirst();
  }

  /**
   * A message in the clear that claims that the peer has forgotten this IKE SA.
   *
   * @return whether it is such a message, be it true or not
   */
  static boolean claimed(Turn turn, Message message) {
    Optional<Bytes> shown = shown(message);
    Optional<PeerToken> known = turn.traits().get(PeerToken.class);
    if (!message.header().response()
        || !message.hasNotify(NotifyType.INVALID_IKE_SPI)
        || shown.isEmpty()
        || known.isEmpty()) {
      return false;
    }
    boolean ours =
        asked(turn, message, known.get())
            && message.header().initiatorSpi().equals(turn.sa().initiatorSpi())
            && message.header().responderSpi().equals(turn.sa().responderSpi());
    if (ours && known.get().token().equals(shown.get())) {
      crashed(turn);
    } else {
      turn.emit(
          IkeEvent.debug("ike.crash.forged")
              .with("why", "it is not the peer's token, or answers nothing that we ask"));
    }
    return true;
  }

  /**
   * Whether it answers a request that was sent when the peer had this IKE SA for certain. A peer
   * that has started a rekey knows nothing of the new IKE SA until our answer arrives, and may say
   * so of what we send on it before.
   */
  private static boolean asked(Turn turn, Message message, PeerToken known) {
    return turn.sa()
        .outbound()
        .find(message.header().messageId())
        .filter(p -> p.exchange().equals(message.header().exchange()))
        .filter(p -> p.firstSentNanos() - known.nanos() >= 0)
        .isPresent();
  }

  /** The peer answers nothing any more: who has started the IKE SA starts another. */
  private static void crashed(Turn turn) {
    IkeSa sa = turn.sa();
    boolean again = sa.isEstablished() && turn.traits().has(Started.class);
    List<ChildRequest> wanted = again ? Wishes.present(sa) : List.of();
    turn.emit(
        IkeEvent.warn("ike.crashed")
            .with("why", "the peer has lost the IKE SA, as its token proves")
            .with("child_sas", sa.children().size())
            .with("renegotiated", wanted.size()));
    Resumption.keep(turn);
    Tasks.abandonAll(turn, "the peer has restarted");
    turn.retire("the peer has restarted", Optional.empty());
    if (!wanted.isEmpty()) {
      sa.rule().ifPresent(rule -> turn.effect(new Effect.StartAgain(rule, sa.path(), wanted)));
    }
  }
}
