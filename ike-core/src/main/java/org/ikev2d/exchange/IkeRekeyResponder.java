package org.ikev2d.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.KeyExchangeMethod;
import org.ikev2d.crypto.KeyExchangeMethod.Agreement;
import org.ikev2d.negotiate.IkeProposals;
import org.ikev2d.negotiate.IkeProposals.Choice;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.IkeSaState.Established;
import org.ikev2d.sa.Role;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;

/** Replacement of an IKE SA that the peer has begun (RFC 7296 sections 1.3.2, 2.8.2 and 2.18). */
final class IkeRekeyResponder {
  private IkeRekeyResponder() {}

  /** The peer wants to replace the IKE SA. */
  static void request(Turn turn, Established state, Message message) {
    // One replacement at a time: a second would stay behind without anybody to delete it. Ours
    // cannot be stopped once it has come to its additional key exchanges (RFC 9370 section 2.2.4).
    if (Collisions.isBusyWithChild(turn.sa())
        || turn.traits().has(Collisions.RivalIke.class)
        || Collisions.isFollowingUp(turn.sa())
        || Unfinished.hasChild(turn)) {
      CreateChild.respond(turn, state.keyed(), message, List.of(CreateChild.temporaryFailure()));
      return;
    }
    Unfinished.ike(turn).ifPresent(e -> Unfinished.drop(turn, e, "the peer begins anew"));
    Optional<SaPayload> sa = message.first(SaPayload.class);
    Optional<NoncePayload> nonce = message.first(NoncePayload.class);
    Optional<KePayload> ke = message.first(KePayload.class);
    if (sa.isEmpty() || nonce.isEmpty() || ke.isEmpty()) {
      CreateChild.respond(
          turn, state.keyed(), message, List.of(NotifyPayload.of(NotifyType.INVALID_SYNTAX)));
      return;
    }
    switch (IkeProposals.choose(sa.get(), List.of(state.rule()), turn.context().crypto())) {
      case Choice.NoneFits none -> refuse(turn, state, message, none.refusal());
      case Choice.Chosen chosen -> {
        if (chosen.answer().spi().length() != 8) {
          refuse(
              turn,
              state,
              message,
              new Refusal.BadMessage(
                  "CREATE_CHILD_SA",
                  "proposal",
                  "a rekey needs an SPI of 8 octets",
                  NotifyType.INVALID_SYNTAX));
        } else if (!chosen.suite().group().equals(ke.get().group())) {
          CreateChild.respond(
              turn,
              state.keyed(),
              message,
              List.of(
                  NotifyPayload.of(
                      NotifyType.INVALID_KE_PAYLOAD,
                      Bytes.ofShort(chosen.suite().group().code()))));
        } else {
          agree(turn, state, message, chosen, ke.get(), nonce.get().nonce());
        }
      }
    }
  }

  private static void agree(
      Turn turn,
      Established state,
      Message message,
      Choice.Chosen chosen,
      KePayload ke,
      Bytes peerNonce) {
    KeyExchangeMethod method =
        turn.context().crypto().keyExchange(chosen.suite().group()).orElseThrow();
    switch (method.respond(ke.data(), turn.context().random())) {
      case Agreement.Invalid invalid ->
          refuse(
              turn,
              state,
              message,
              new Refusal.BadMessage(
                  "CREATE_CHILD_SA", "KE", invalid.reason(), NotifyType.INVALID_SYNTAX));
      case Agreement.Agreed agreed -> {
        IkeSpi own = new IkeSpi(IkeRekey.nonZero(turn));
        Bytes ownNonce = InitInitiator.nonce(turn);
        Successor.Making making =
            new Successor.Making(
                Role.RESPONDER,
                own,
                new IkeSpi(chosen.answer().spi().longAt(0)),
                chosen.suite(),
                List.of(agreed.shared()),
                ownNonce,
                peerNonce);
        List<Payload> answer =
            List.of(
                new SaPayload(List.of(chosen.answer().withSpi(own.toBytes()))),
                new NoncePayload(ownNonce),
                new KePayload(chosen.suite().group(), agreed.ourValue()));
        if (chosen.suite().additional().isEmpty()) {
          CreateChild.respond(turn, state.keyed(), message, answer);
          accepted(turn, state, making);
        } else {
          Unfinished.Entry entry =
              Unfinished.open(turn, new Unfinished.NewIke(making), making.shared());
          List<Payload> more = new ArrayList<>(answer);
          more.add(entry.linkPayload());
          CreateChild.respond(turn, state.keyed(), message, more);
        }
      }
    }
  }

  /** All key exchanges of the peer's replacement are over. */
  static void accepted(Turn turn, Established state, Successor.Making making) {
    IkeSa made = Successor.make(turn, state, making);
    if (Collisions.isRekeyingIke(turn.sa())) {
      turn.effect(new Effect.Adopt(made.withTraits(made.traits().with(new Collisions.Heirless()))));
      turn.learn(
          new Collisions.RivalIke(
              making.own(), Collisions.lower(making.peerNonce(), making.ownNonce())));
    } else {
      IkeRekey.moveInto(turn, made, "peer");
      IkeRekey.waitForDelete(turn, state, made.localSpi());
    }
  }

  private static void refuse(Turn turn, Established state, Message message, Refusal refusal) {
    CreateChild.respond(
        turn, state.keyed(), message, List.of(NotifyPayload.of(refusal.toNotify())));
    turn.emit(
        IkeEvent.warn("ike.rekey.refused").with("reason", refusal.reason()).with(refusal.facts()));
  }
}
