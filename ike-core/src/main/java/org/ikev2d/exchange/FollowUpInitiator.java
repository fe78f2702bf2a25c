package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.IkeSuite;
import org.ikev2d.crypto.KeyExchangeMethod.Agreement;
import org.ikev2d.crypto.KeyExchangeMethod.Initiation;
import org.ikev2d.crypto.Secret;
import org.ikev2d.negotiate.ChildAlgorithms;
import org.ikev2d.negotiate.ChildProposals;
import org.ikev2d.negotiate.IkeProposals;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.Transform;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.Purpose;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.NotifyType;

/**
 * IKE_FOLLOWUP_KE as initiator: the additional key exchanges of CREATE_CHILD_SA (RFC 9370 section
 * 2.2.4). The answer to CREATE_CHILD_SA waits until all of them are over, and is read then.
 */
final class FollowUpInitiator {
  private FollowUpInitiator() {}

  /** Whether the answer to CREATE_CHILD_SA makes key exchanges follow before it can be read. */
  static boolean isDue(Purpose origin, Message answer) {
    return !agreed(origin, answer).isEmpty()
        && answer.first(NoncePayload.class).isPresent()
        && link(answer).isPresent();
  }

  /** Starts the first of them, if {@link #isDue}. */
  static void begin(Turn turn, Keyed keyed, Purpose origin, Message answer) {
    ask(turn, keyed, origin, answer, agreed(origin, answer).getFirst(), link(answer).orElseThrow());
  }

  private static void ask(
      Turn turn, Keyed keyed, Purpose origin, Message answer, GroupId group, Bytes link) {
    Initiation own =
        turn.context().crypto().keyExchange(group).orElseThrow().initiate(turn.context().random());
    List<Payload> payloads =
        List.of(
            new KePayload(group, own.publicValue()),
            NotifyPayload.of(NotifyType.ADDITIONAL_KEY_EXCHANGE, link));
    Requests.send(
        turn,
        keyed,
        ExchangeType.IKE_FOLLOWUP_KE,
        payloads,
        new Purpose.FollowUp(origin, answer, group, own));
  }

  private static Optional<Bytes> link(Message answer) {
    return answer.notifies(NotifyType.ADDITIONAL_KEY_EXCHANGE).map(NotifyPayload::data).findFirst();
  }

  /** The methods of the answer, if it is one to what we have offered. */
  private static List<GroupId> agreed(Purpose origin, Message answer) {
    Optional<SaPayload> sa = answer.first(SaPayload.class);
    if (sa.isEmpty()) {
      return List.of();
    }
    Optional<List<GroupId>> methods =
        switch (origin) {
          case Purpose.CreateChild p ->
              ChildProposals.verify(p.draft().offered(), sa.get(), p.own().group())
                  .map(ChildAlgorithms::additional);
          case Purpose.RekeyChild p ->
              ChildProposals.verify(p.draft().offered(), sa.get(), p.own().group())
                  .map(ChildAlgorithms::additional);
          case Purpose.RekeyIke p ->
              IkeProposals.verify(p.offered(), sa.get()).map(IkeSuite::additional);
          case Purpose other -> Optional.empty();
        };
    return methods.orElse(List.of());
  }

  /** The additional key exchanges that an answer names, offered or not. */
  static List<Transform> chosen(Message answer) {
    return answer.first(SaPayload.class).stream()
        .flatMap(sa -> sa.proposals().stream())
        .flatMap(p -> p.transforms().stream())
        .filter(t -> t.type().isAdditional() && t.id() != GroupId.NONE.code())
        .toList();
  }

  private static int followed(Purpose origin) {
    return switch (origin) {
      case Purpose.CreateChild p -> p.own().followed().size();
      case Purpose.RekeyChild p -> p.own().followed().size();
      case Purpose.RekeyIke p -> p.own().followed().size();
      case Purpose other -> 0;
    };
  }

  /** One more key exchange is over. */
  static void answered(Turn turn, Keyed keyed, Purpose.FollowUp purpose, Message message) {
    Optional<KePayload> ke = message.first(KePayload.class);
    if (message.firstError().isPresent()) {
      conclude(turn, keyed, purpose.origin(), restarting(message));
    } else if (ke.isEmpty() || !ke.get().group().equals(purpose.group())) {
      broken(turn, keyed, purpose, message, "a value of " + purpose.group() + " is needed");
    } else {
      switch (purpose.keyExchange().finish(ke.get().data())) {
        case Agreement.Invalid invalid -> broken(turn, keyed, purpose, message, invalid.reason());
        case Agreement.Agreed agreed -> {
          turn.emit(IkeEvent.debug("ke.additional").with("group", purpose.group()));
          Purpose origin = with(purpose.origin(), agreed.shared());
          List<GroupId> rest = rest(origin, purpose.answer());
          Optional<Bytes> link = link(message);
          if (rest.isEmpty() || link.isEmpty()) {
            conclude(turn, keyed, origin, purpose.answer());
          } else {
            ask(turn, keyed, origin, purpose.answer(), rest.getFirst(), link.get());
          }
        }
      }
    }
    purpose.keyExchange().close();
  }

  /** A peer that has forgotten the exchange is asked anew from its start (section 2.2.4). */
  private static Message restarting(Message message) {
    return message.hasNotify(NotifyType.STATE_NOT_FOUND)
        ? new Message(message.header(), List.of(NotifyPayload.of(NotifyType.TEMPORARY_FAILURE)))
        : message;
  }

  /** Those that are still to come. */
  private static List<GroupId> rest(Purpose origin, Message answer) {
    List<GroupId> all = agreed(origin, answer);
    return all.subList(Math.min(followed(origin), all.size()), all.size());
  }

  /**
   * Nothing comes of the exchange. After its last answer the peer has made the SA all the same,
   * which the reader of the answer to CREATE_CHILD_SA sees to, as a secret is missing.
   */
  private static void broken(
      Turn turn, Keyed keyed, Purpose.FollowUp purpose, Message message, String why) {
    turn.emit(IkeEvent.warn("ke.additional.failed").with("why", why));
    boolean last = rest(purpose.origin(), purpose.answer()).size() <= 1;
    NotifyPayload error = NotifyPayload.of(NotifyType.INVALID_SYNTAX);
    Message answer = last ? purpose.answer() : new Message(message.header(), List.of(error));
    conclude(turn, keyed, purpose.origin(), answer);
  }

  private static void conclude(Turn turn, Keyed keyed, Purpose origin, Message answer) {
    switch (origin) {
      case Purpose.CreateChild p -> CreateChild.conclude(turn, keyed, p, answer);
      case Purpose.RekeyChild p -> ChildRekey.conclude(turn, keyed, p, answer);
      case Purpose.RekeyIke p -> IkeRekey.conclude(turn, p, answer);
      case Purpose other -> throw new IllegalStateException("no origin of follow-ups: " + other);
    }
  }

  private static Purpose with(Purpose origin, Secret secret) {
    return switch (origin) {
      case Purpose.CreateChild p -> new Purpose.CreateChild(p.draft(), p.own().with(secret));
      case Purpose.RekeyChild p ->
          new Purpose.RekeyChild(p.old(), p.draft(), p.own().with(secret), p.command());
      case Purpose.RekeyIke p ->
          new Purpose.RekeyIke(p.spi(), p.offered(), p.own().with(secret), p.command());
      case Purpose other -> throw new IllegalStateException("no origin of follow-ups: " + other);
    };
  }
}
