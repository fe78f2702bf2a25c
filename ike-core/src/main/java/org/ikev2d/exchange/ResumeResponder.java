package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.Secret;
import org.ikev2d.negotiate.IkeProposals;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.payload.Identity;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.TicketVault;
import org.ikev2d.sa.AuthMethods;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSaState.AuthAwaited;
import org.ikev2d.sa.SaEvent;
import org.ikev2d.sa.TimerKey;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;

/** IKE_SESSION_RESUME as responder, and IKE_AUTH after it (RFC 5723 sections 4.3 and 5). */
final class ResumeResponder {
  /** Octets of a request, which is kept until the client has authenticated. */
  private static final int LONGEST = 8192;

  private ResumeResponder() {}

  static void request(Turn turn, Message message, Bytes datagram) {
    Optional<Bytes> nonce =
        message
            .first(NoncePayload.class)
            .map(NoncePayload::nonce)
            .filter(n -> n.length() >= 16 && n.length() <= 256);
    Optional<Bytes> ticket =
        message.notifies(NotifyType.TICKET_OPAQUE).findFirst().map(NotifyPayload::data);
    boolean sound =
        datagram.length() <= LONGEST && PayloadRules.check(message).isEmpty() && nonce.isPresent();
    Optional<TicketContent> content = sound ? ticket.flatMap(t -> open(turn, t)) : Optional.empty();
    Optional<PeerRule> rule = content.flatMap(c -> rule(turn, c));
    if (rule.isEmpty()) {
      content.ifPresent(TicketContent::close);
      refuse(turn, message);
      return;
    }
    agree(turn, message, datagram, nonce.orElseThrow(), content.orElseThrow(), rule.get());
  }

  /** A ticket of ours that is neither old nor used. */
  private static Optional<TicketContent> open(Turn turn, Bytes ticket) {
    Optional<TicketVault> vault = turn.context().settings().extensions().sessions().vault();
    long now = turn.context().epochMillis();
    if (vault.isEmpty() || vault.get().isSpent(ticket)) {
      return Optional.empty();
    }
    Optional<Secret> plain = vault.get().open(ticket, now);
    Optional<TicketContent> content = plain.flatMap(TicketContent::decode);
    plain.ifPresent(Secret::close);
    if (content.isEmpty() || isVoid(turn, vault.get(), content.get())) {
      content.ifPresent(TicketContent::close);
      return Optional.empty();
    }
    turn.learn(new Resumption.Resumed(content.get(), ticket));
    return content;
  }

  private static boolean isVoid(Turn turn, TicketVault vault, TicketContent content) {
    long age = turn.context().epochMillis() - content.sinceMillis();
    return age < 0
        || age >= vault.lifetime().toMillis()
        || vault.isRevoked(content.spi(), content.madeMillis());
  }

  /** The rule must be there still, and mean the same peer under the same algorithms. */
  private static Optional<PeerRule> rule(Turn turn, TicketContent content) {
    return turn.context()
        .policy()
        .rule(content.rule())
        .filter(r -> r.covers(turn.sa().path()))
        .filter(r -> r.accepts(content.peer(), turn.sa().path()))
        .filter(r -> r.localIdentity(turn.sa().path()).equals(content.own()))
        .filter(r -> IkeProposals.permits(r, content.suite()))
        .filter(r -> asksTheSame(turn, r, content));
  }

  private static boolean asksTheSame(Turn turn, PeerRule rule, TicketContent content) {
    Prf prf = turn.context().crypto().prf(content.suite().prf()).orElseThrow();
    try (Secret means = TicketMeans.of(turn, rule, content.peer(), prf, content.skD())) {
      return means.equals(content.means());
    }
  }

  /** The client comes again with IKE_SA_INIT (section 4.3.2); nothing is kept. */
  private static void refuse(Turn turn, Message message) {
    Bytes response =
        encode(turn, IkeSpi.NONE, message, List.of(NotifyPayload.of(NotifyType.TICKET_NACK)));
    turn.effect(new Effect.Send(turn.sa().path(), List.of(response)));
    turn.emit(
        IkeEvent.info("ike.resume.refused")
            .with("why", "the ticket is not ours, old, used or void"));
    turn.retire("the ticket is not taken", Optional.empty());
  }

  private static void agree(
      Turn turn,
      Message message,
      Bytes datagram,
      Bytes peerNonce,
      TicketContent content,
      PeerRule rule) {
    turn.read(Stage.INIT_REQUEST, message);
    Bytes ownNonce = InitInitiator.nonce(turn);
    Bytes response =
        encode(
            turn,
            turn.sa().localSpi(),
            message,
            turn.assemble(Stage.INIT_RESPONSE, List.of(new NoncePayload(ownNonce))));
    Keying.Result keys =
        Keying.resume(
            turn,
            content.skD(),
            new Keying.Resumed(content.suite(), ownNonce, peerNonce, response, datagram));
    content.close();
    turn.become(new AuthAwaited(keys.keyed(), keys.transcript(), List.of(rule), datagram));
    turn.update(s -> s.withInbound(s.inbound().answered(0, List.of(response))));
    turn.effect(new Effect.Send(turn.sa().path(), List.of(response)));
    turn.arm(new TimerKey.HalfOpen(), turn.context().settings().halfOpen());
  }

  private static Bytes encode(
      Turn turn, IkeSpi responder, Message request, List<Payload> payloads) {
    MessageHeader header =
        MessageHeader.of(
            request.header().initiatorSpi(),
            responder,
            ExchangeType.IKE_SESSION_RESUME,
            false,
            true,
            0);
    return turn.context().codec().encode(new Message(header, payloads));
  }

  /** Whether the IKE_AUTH request is one with a ticket; then it is answered here. */
  static boolean answered(
      Turn turn, AuthAwaited state, Message message, IdPayload peerId, AuthPayload auth) {
    Optional<Resumption.Resumed> resumed = turn.traits().get(Resumption.Resumed.class);
    if (resumed.isEmpty()) {
      return false;
    }
    turn.update(s -> s.withTraits(s.traits().without(Resumption.Resumed.class)));
    TicketContent content = resumed.get().content();
    PeerRule rule = state.candidates().getFirst();
    Optional<Refusal> refusal =
        check(turn, state, resumed.get(), peerId, auth)
            .or(() -> ChildlessStart.unwanted(turn, message));
    if (refusal.isPresent()) {
      AuthResponder.refuse(turn, state, message.header().messageId(), refusal.get());
      return true;
    }
    Identity ours = rule.localIdentity(turn.sa().path());
    AuthPayload proof =
        Resumption.proof(
            state.keyed().prf(),
            state.transcript().ownSkP(),
            state.transcript().ownOctets(state.keyed().prf(), ours.toPayload(PayloadType.IDR)));
    turn.learn(new Resumption.Since(content.sinceMillis()));
    turn.learn(AuthMethods.of(turn.traits()).withPeer("RESUMPTION", ""));
    turn.emit(IkeEvent.info("ike.resumed").with("remote_id", content.peer()));
    MethodAnnouncement.compare(turn, proof);
    AuthResponder.accept(
        turn,
        state,
        message,
        new AuthResponder.Acceptance(
            rule, content.peer(), List.of(ours.toPayload(PayloadType.IDR), proof), "RESUMPTION"));
    // If we have not lost the IKE SA that the client has lost, it goes now.
    turn.effect(new Effect.Forward(content.spi(), new SaEvent.Superseded()));
    return true;
  }

  private static Optional<Refusal> check(
      Turn turn,
      AuthAwaited state,
      Resumption.Resumed resumed,
      IdPayload peerId,
      AuthPayload auth) {
    AuthPayload right =
        Resumption.proof(
            state.keyed().prf(),
            state.transcript().peerSkP(),
            state.transcript().peerOctets(state.keyed().prf(), peerId));
    // After EAP the client is who it has proved to be there, whatever its IDi says.
    boolean same =
        state.candidates().getFirst().remoteAuth().isEap()
            || peerId.identity().equals(resumed.content().peer());
    String why =
        !same
            ? "the ticket is another's"
            : !right.equals(auth)
                ? "the keys differ"
                : !spend(turn, resumed.ticket()) ? "the ticket was used before" : "";
    return why.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Refusal.NotAuthenticated(
                resumed.content().rule(), peerId.identity().toString(), why));
  }

  private static boolean spend(Turn turn, Bytes ticket) {
    return turn.context()
        .settings()
        .extensions()
        .sessions()
        .vault()
        .map(v -> v.spend(ticket, turn.context().epochMillis()))
        .orElse(false);
  }
}
