package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.KeyExchangeMethod.Agreement;
import org.ikev2d.exchange.Unfinished.Entry;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.ChildSa.ChildState;
import org.ikev2d.sa.IkeSaState.Established;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.NotifyType;

/**
 * IKE_FOLLOWUP_KE as responder: the additional key exchanges of what CREATE_CHILD_SA has begun (RFC
 * 9370 section 2.2.4).
 */
final class FollowUpResponder {
  private FollowUpResponder() {}

  /** The next key exchange of one of them. */
  static void request(Turn turn, Established state, Message message) {
    Optional<Entry> found =
        message
            .notifies(NotifyType.ADDITIONAL_KEY_EXCHANGE)
            .map(NotifyPayload::data)
            .findFirst()
            .flatMap(link -> Unfinished.named(turn, link));
    Optional<KePayload> ke = message.first(KePayload.class);
    if (found.isEmpty()) {
      refuse(turn, state, message, NotifyType.STATE_NOT_FOUND, "nothing waits for it");
      return;
    }
    Entry entry = found.get();
    Optional<String> against = against(turn, entry);
    GroupId group = entry.next();
    if (against.isPresent()) {
      drop(turn, state, message, entry, NotifyType.TEMPORARY_FAILURE, against.get());
    } else if (ke.isEmpty() || !ke.get().group().equals(group)) {
      String why = "a value of " + group + " is due";
      drop(turn, state, message, entry, NotifyType.INVALID_SYNTAX, why);
    } else {
      switch (turn.context()
          .crypto()
          .keyExchange(group)
          .orElseThrow()
          .respond(ke.get().data(), turn.context().random())) {
        case Agreement.Invalid invalid ->
            drop(turn, state, message, entry, NotifyType.INVALID_SYNTAX, invalid.reason());
        case Agreement.Agreed agreed -> {
          turn.emit(IkeEvent.debug("ke.additional").with("group", group));
          KePayload own = new KePayload(group, agreed.ourValue());
          goOn(turn, state, message, entry.with(agreed.shared()), own);
        }
      }
    }
  }

  /** What has come between since it began (RFC 7296 section 2.25): the peer begins anew later. */
  private static Optional<String> against(Turn turn, Entry entry) {
    return switch (entry.half()) {
      case Unfinished.NewIke ike ->
          Collisions.isBusyWithChild(turn.sa())
              ? Optional.of("a CHILD SA is being made, replaced or closed")
              : Optional.empty();
      case Unfinished.NewChild child -> {
        if (Collisions.isRekeyingIke(turn.sa())) {
          yield Optional.of("the IKE SA is being replaced");
        }
        if (ChildAcceptor.isTaken(turn, child.agreed())) {
          yield Optional.of("others have come in between");
        }
        boolean stands = child.replaces().isEmpty() || old(turn, child).isPresent();
        yield stands ? Optional.empty() : Optional.of("the old one is being closed");
      }
    };
  }

  /** What it is to replace, as long as that can be replaced. */
  private static Optional<ChildSa> old(Turn turn, Unfinished.NewChild child) {
    return child
        .replaces()
        .flatMap(named -> ChildRekeyResponder.find(turn, named))
        .filter(c -> c.state() == ChildState.INSTALLED || c.state() == ChildState.REKEYING);
  }

  private static void goOn(
      Turn turn, Established state, Message message, Entry entry, KePayload own) {
    if (!entry.isOver()) {
      Unfinished.put(turn, entry);
      respond(turn, state, message, List.of(own, entry.linkPayload()));
      return;
    }
    Unfinished.take(turn, entry);
    switch (entry.half()) {
      case Unfinished.NewChild child -> {
        Optional<ChildSa> old = old(turn, child);
        ChildInstall.Agreed agreed = child.agreed().withShared(entry.shared());
        if (!child.larval().destination().equals(turn.sa().path().localAddress())) {
          // Reserved at an address that we have no longer.
          turn.remove(List.of(child.larval()));
        }
        int id = message.header().messageId();
        ChildSa made = ChildAcceptor.install(turn, state.keyed(), agreed, id);
        respond(turn, state, message, List.of(own));
        old.ifPresent(o -> ChildRekeyResponder.accepted(turn, o, made, child.lowestNonce()));
      }
      case Unfinished.NewIke ike -> {
        respond(turn, state, message, List.of(own));
        IkeRekeyResponder.accepted(turn, state, ike.making().withShared(entry.shared()));
      }
    }
  }

  private static void drop(
      Turn turn, Established state, Message message, Entry entry, NotifyType error, String why) {
    Unfinished.drop(turn, entry, why);
    refuse(turn, state, message, error, why);
  }

  private static void refuse(
      Turn turn, Established state, Message message, NotifyType error, String why) {
    turn.emit(IkeEvent.warn("ke.additional.refused").with("ours", error).with("why", why));
    respond(turn, state, message, List.of(NotifyPayload.of(error)));
  }

  private static void respond(
      Turn turn, Established state, Message request, List<Payload> payloads) {
    int id = request.header().messageId();
    Requests.respond(turn, state.keyed(), ExchangeType.IKE_FOLLOWUP_KE, id, payloads);
  }
}
