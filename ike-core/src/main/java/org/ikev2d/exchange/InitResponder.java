package org.ikev2d.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.IkeSuite;
import org.ikev2d.crypto.KeyExchangeMethod;
import org.ikev2d.crypto.KeyExchangeMethod.Agreement;
import org.ikev2d.negotiate.IkeProposals;
import org.ikev2d.negotiate.IkeProposals.Choice;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSaState.AuthAwaited;
import org.ikev2d.sa.TimerKey;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;

/** IKE_SA_INIT as responder (RFC 7296 sections 1.2 and 2.7). */
final class InitResponder {
  /**
   * Octets of a request. It is kept until the peer has authenticated, so that thousands of
   * half-open IKE SAs must not be made to hold 64 kB each; honest requests have some 1000.
   */
  private static final int LONGEST = 16_384;

  private InitResponder() {}

  static void request(Turn turn, Message message, Bytes datagram) {
    if (datagram.length() > LONGEST) {
      refuse(
          turn,
          message,
          syntax("message", datagram.length() + " octets, " + LONGEST + " are the most"),
          Bytes.EMPTY);
      return;
    }
    Optional<Refusal.BadMessage> against = PayloadRules.check(message);
    if (against.isPresent()) {
      refuse(turn, message, against.get(), Bytes.EMPTY);
      return;
    }
    Optional<SaPayload> sa = message.first(SaPayload.class);
    Optional<KePayload> ke = message.first(KePayload.class);
    Optional<NoncePayload> nonce = message.first(NoncePayload.class);
    if (sa.isEmpty() || ke.isEmpty() || nonce.isEmpty()) {
      refuse(turn, message, syntax("SA, KE and Ni", "each is needed"), Bytes.EMPTY);
      return;
    }
    int nonceLength = nonce.get().nonce().length();
    if (nonceLength < 16 || nonceLength > 256) {
      refuse(
          turn, message, syntax("Ni", nonceLength + " octets, 16 to 256 are right"), Bytes.EMPTY);
      return;
    }
    Optional<NotifyPayload> elsewhere =
        GatewayRedirection.inInit(turn, message, nonce.get().nonce());
    if (elsewhere.isPresent()) {
      sendError(turn, message, elsewhere.get());
      turn.retire("redirected", Optional.empty());
      return;
    }
    List<PeerRule> candidates = turn.context().policy().candidates(turn.sa().path());
    if (candidates.isEmpty()) {
      refuse(turn, message, noRule(turn), Bytes.EMPTY);
      return;
    }
    boolean additional = message.hasNotify(NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED);
    switch (IkeProposals.choose(sa.get(), candidates, turn.context().crypto(), additional)) {
      case Choice.NoneFits none -> refuse(turn, message, none.refusal(), Bytes.EMPTY);
      case Choice.Chosen chosen -> {
        if (!ke.get().group().equals(chosen.suite().group())) {
          otherGroup(turn, message, chosen);
        } else {
          agree(turn, message, datagram, chosen, ke.get(), nonce.get().nonce(), candidates);
        }
      }
    }
  }

  private static void agree(
      Turn turn,
      Message message,
      Bytes datagram,
      Choice.Chosen chosen,
      KePayload ke,
      Bytes peerNonce,
      List<PeerRule> candidates) {
    IkeSuite suite = chosen.suite();
    KeyExchangeMethod method = turn.context().crypto().keyExchange(suite.group()).orElseThrow();
    switch (method.respond(ke.data(), turn.context().random())) {
      case Agreement.Invalid invalid ->
          refuse(turn, message, syntax("KE " + suite.group(), invalid.reason()), Bytes.EMPTY);
      case Agreement.Agreed agreed -> {
        turn.read(Stage.INIT_REQUEST, message);
        Bytes ownNonce = InitInitiator.nonce(turn);
        List<Payload> payloads =
            turn.assemble(
                Stage.INIT_RESPONSE,
                List.of(
                    new SaPayload(List.of(chosen.answer())),
                    new KePayload(suite.group(), agreed.ourValue()),
                    new NoncePayload(ownNonce)));
        Bytes response = encodeWithMethods(turn, message, payloads, candidates);
        Keying.Result keys =
            Keying.derive(
                turn,
                new Keying.Inputs(suite, agreed.shared(), ownNonce, peerNonce, response, datagram));
        List<PeerRule> permitting =
            candidates.stream().filter(r -> IkeProposals.permits(r, suite)).toList();
        turn.become(new AuthAwaited(keys.keyed(), keys.transcript(), permitting, datagram));
        turn.update(s -> s.withInbound(s.inbound().answered(0, List.of(response))));
        turn.effect(new Effect.Send(turn.sa().path(), List.of(response)));
        turn.arm(new TimerKey.HalfOpen(), turn.context().settings().halfOpen());
      }
    }
  }

  /** The group of our choice is another: the initiator is to come again with that (section 1.2). */
  private static void otherGroup(Turn turn, Message message, Choice.Chosen chosen) {
    NotifyPayload notify =
        NotifyPayload.of(
            NotifyType.INVALID_KE_PAYLOAD, Bytes.ofShort(chosen.suite().group().code()));
    sendError(turn, message, notify);
    turn.emit(
        IkeEvent.debug("init.group.asked")
            .with("rule", chosen.rule().label())
            .with("ours", chosen.suite().group()));
    turn.retire("another group was asked for", Optional.empty());
  }

  private static void refuse(Turn turn, Message message, Refusal refusal, Bytes data) {
    sendError(turn, message, NotifyPayload.of(refusal.toNotify(), data));
    turn.emit(IkeEvent.warn("ike.refused").with("reason", refusal.reason()).with(refusal.facts()));
    turn.retire(refusal.reason(), Optional.of(refusal));
  }

  private static void sendError(Turn turn, Message message, NotifyPayload notify) {
    // Nothing is kept, so no SPI of ours goes into the answer.
    Bytes response = encode(turn, IkeSpi.NONE, message, List.of(notify));
    turn.effect(new Effect.Send(turn.sa().path(), List.of(response)));
  }

  private static Bytes encodeWithMethods(
      Turn turn, Message request, List<Payload> payloads, List<PeerRule> candidates) {
    Bytes without = encode(turn, turn.sa().localSpi(), request, payloads);
    List<Payload> methods = MethodAnnouncement.inInit(turn, candidates, without.length());
    List<Payload> all = new ArrayList<>(payloads);
    all.addAll(methods);
    return methods.isEmpty() ? without : encode(turn, turn.sa().localSpi(), request, all);
  }

  private static Bytes encode(
      Turn turn, IkeSpi responder, Message request, List<Payload> payloads) {
    return turn.context()
        .codec()
        .encode(
            new Message(
                MessageHeader.of(
                    request.header().initiatorSpi(),
                    responder,
                    ExchangeType.IKE_SA_INIT,
                    false,
                    true,
                    request.header().messageId()),
                payloads));
  }

  private static Refusal syntax(String where, String detail) {
    return new Refusal.BadMessage("IKE_SA_INIT", where, detail, NotifyType.INVALID_SYNTAX);
  }

  private static Refusal noRule(Turn turn) {
    String ours =
        String.join(
            ";",
            turn.context().policy().rules().stream()
                .limit(8)
                .map(r -> r.label() + ": " + r.local() + " " + r.remote())
                .toList());
    return new Refusal.UnknownPeer(
        turn.sa().path().toString(), ours, NotifyType.NO_PROPOSAL_CHOSEN);
  }
}
