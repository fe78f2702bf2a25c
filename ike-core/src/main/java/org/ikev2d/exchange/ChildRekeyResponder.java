package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.ChildSa.ChildState;
import org.ikev2d.sa.IkeSaState.Established;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.ProtocolId;

/** Replacement of a CHILD SA that the peer has begun (RFC 7296 sections 1.3.3, 2.8 and 2.25.1). */
final class ChildRekeyResponder {
  private ChildRekeyResponder() {}

  /** The peer wants to replace a CHILD SA, which it names by its own inbound SPI. */
  static void request(Turn turn, Established state, Message message) {
    NotifyPayload named = message.notifies(NotifyType.REKEY_SA).findFirst().orElseThrow();
    Optional<ChildSa> found = find(turn, named).filter(c -> c.state() != ChildState.CLOSED);
    if (found.isEmpty() && Collisions.isMakingChild(turn.sa())) {
      // It may be the one that an answer on its way to us makes.
      CreateChild.respond(turn, state.keyed(), message, List.of(CreateChild.temporaryFailure()));
      return;
    }
    if (found.isEmpty()) {
      CreateChild.respond(
          turn,
          state.keyed(),
          message,
          List.of(
              new NotifyPayload(
                  named.protocol(), named.spi(), NotifyType.CHILD_SA_NOT_FOUND, Bytes.EMPTY)));
      return;
    }
    if (isTaken(turn, found.get())) {
      CreateChild.respond(turn, state.keyed(), message, List.of(CreateChild.temporaryFailure()));
      return;
    }
    Unfinished.replacing(turn, found.get())
        .ifPresent(e -> Unfinished.drop(turn, e, "the peer begins anew"));
    // The peer has it for certain, if it wants to replace it.
    Holding.release(turn, found.get());
    ChildSa old = found.get().released();
    ChildAcceptor.Answer answer = CreateChild.answer(turn, state.keyed(), state.rule(), message);
    if (answer.made().isEmpty()) {
      return;
    }
    Bytes lowest =
        Collisions.lower(
            message.first(NoncePayload.class).orElseThrow().nonce(),
            answer.payloads().stream()
                .filter(p -> p instanceof NoncePayload)
                .map(p -> ((NoncePayload) p).nonce())
                .findFirst()
                .orElseThrow());
    accepted(turn, old, answer.made().get(), lowest);
  }

  /**
   * Whether one replacement is there or cannot be stopped any more: the peer did not know of ours
   * when it asked, if ours has come to its additional key exchanges (RFC 9370 section 2.2.4).
   */
  private static boolean isTaken(Turn turn, ChildSa child) {
    return switch (child.state()) {
      case INSTALLED -> false;
      case REKEYING -> child.rival().isPresent() || Collisions.isFollowingUp(turn.sa(), child);
      case REKEYED, DELETING, CLOSED -> true;
    };
  }

  /** The peer's replacement is there. */
  static void accepted(Turn turn, ChildSa old, ChildSa made, Bytes lowest) {
    ChildSa challenged = old.withRival(new ChildSa.Rival(made.inbound(), lowest));
    if (old.state() == ChildState.REKEYING) {
      turn.update(s -> s.withChildren(s.children().with(challenged)));
    } else {
      ChildRekey.replaced(turn, challenged);
    }
    turn.emit(
        IkeEvent.info("child.rekeyed")
            .with("old_spi_in", old.spi())
            .with("spi_in", made.spi())
            .with("by", "peer"));
  }

  static Optional<ChildSa> find(Turn turn, NotifyPayload named) {
    boolean known =
        named.protocol().equals(ProtocolId.ESP) || named.protocol().equals(ProtocolId.AH);
    return known && named.spi().length() == 4
        ? turn.sa().children().byOutbound(named.protocol(), new ChildSpi(named.spi().intAt(0)))
        : Optional.empty();
  }
}
