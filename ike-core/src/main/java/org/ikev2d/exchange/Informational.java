package org.ikev2d.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.DeletePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.Keyed;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.ProtocolId;

/** INFORMATIONAL: Delete, notifications, liveness (RFC 7296 sections 1.4 and 2.4). */
final class Informational {
  private Informational() {}

  /** Answers every request, whatever it holds (section 1.4). */
  static void request(Turn turn, Keyed keyed, Message message) {
    int id = message.header().messageId();
    if (message.hasNotify(NotifyType.AUTHENTICATION_FAILED)) {
      // The initiator tells this way that our proof was not good enough (section 2.21.2); a Delete
      // beside it says nothing more.
      Requests.respond(turn, keyed, ExchangeType.INFORMATIONAL, id, List.of());
      Refusal refusal =
          new Refusal.RefusedByPeer(
              turn.sa().rule().map(r -> r.label()).orElse("-"),
              "INFORMATIONAL",
              NotifyType.AUTHENTICATION_FAILED,
              "our identity and AUTH payload");
      turn.emit(IkeEvent.warn("ike.failed").with("reason", refusal.reason()).with(refusal.facts()));
      Tasks.abandonAll(turn, "the peer did not accept our authentication");
      turn.retire(refusal.reason(), Optional.of(refusal));
      return;
    }
    List<DeletePayload> deletes = message.all(DeletePayload.class).toList();
    boolean ikeSa = deletes.stream().anyMatch(d -> d.protocol().equals(ProtocolId.IKE));
    if (ikeSa && IkeRekey.closedByWinner(turn)) {
      Requests.respond(turn, keyed, ExchangeType.INFORMATIONAL, id, List.of());
      Tasks.abandonAll(turn, "the peer has replaced the IKE SA");
      turn.retire("rekeyed", Optional.empty());
      return;
    }
    if (ikeSa) {
      HandOver.deleted(
          turn, Requests.answer(turn, keyed, ExchangeType.INFORMATIONAL, id, List.of()));
      turn.emit(IkeEvent.info("ike.closed").with("by", "peer"));
      ChildClosing.dropAll(turn, "peer");
      Resumption.deleted(turn);
      Wishes.outlive(turn);
      Tasks.abandonAll(turn, "the peer deleted the IKE SA");
      turn.retire("deleted by peer", Optional.empty());
      return;
    }
    List<Payload> answer = new ArrayList<>();
    for (DeletePayload delete : deletes) {
      List<ChildSpi> paired = new ArrayList<>();
      for (ChildSpi spi : delete.spis()) {
        // The peer names its inbound SPIs, our outbound ones.
        turn.sa()
            .children()
            .byOutbound(delete.protocol(), spi)
            .ifPresentOrElse(
                child -> removed(turn, child, paired),
                () -> EarlyDeletes.note(turn, delete.protocol(), spi));
      }
      if (!paired.isEmpty()) {
        answer.add(new DeletePayload(delete.protocol(), paired));
      }
    }
    turn.read(Stage.INFORMATIONAL_REQUEST, message);
    answer.addAll(AddressUpdate.request(turn, message));
    message
        .all(NotifyPayload.class)
        .forEach(n -> turn.emit(IkeEvent.debug("notify.received").with("type", n.kind())));
    answer.addAll(Resumption.answer(turn, message));
    Requests.respond(turn, keyed, ExchangeType.INFORMATIONAL, id, answer);
  }

  /**
   * Deletes that cross are each answered without the SPIs that are being deleted (section 1.4.1).
   */
  private static void removed(Turn turn, ChildSa child, List<ChildSpi> paired) {
    switch (child.state()) {
      // Our own Delete has seen to its outbound half.
      case DELETING, CLOSED -> {}
      case REKEYED -> {
        paired.add(child.spi());
        ChildRekey.switchOver(turn, child);
        ChildRekey.drain(turn, child);
        ChildClosing.closedIfLast(turn, child, "peer");
      }
      case REKEYING -> {
        paired.add(child.spi());
        if (child.rival().isPresent()) {
          ChildRekey.switchOver(turn, child);
        }
        ChildRekey.drain(turn, child);
        turn.update(
            s -> s.withChildren(s.children().with(child.withState(ChildSa.ChildState.CLOSED))));
      }
      case INSTALLED -> {
        paired.add(child.spi());
        if (ChildClosing.isRedundant(turn, child)) {
          turn.removeOutbound(child);
          ChildRekey.drainInbound(turn, child);
        } else {
          ChildClosing.drop(turn, child, "peer");
        }
      }
    }
  }
}
