package org.ikev2d.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.KeyExchangeMethod.Agreement;
import org.ikev2d.crypto.KeyExchangeMethod.Initiation;
import org.ikev2d.crypto.Secret;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.ChildDraft;
import org.ikev2d.sa.ChildRequest;
import org.ikev2d.sa.IkeSaState.Established;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.Purpose;
import org.ikev2d.sa.Purpose.OwnHalf;
import org.ikev2d.sa.Task;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.ProtocolId;

/** CREATE_CHILD_SA: further CHILD SAs, and what all uses of the exchange share (section 1.3). */
final class CreateChild {
  private CreateChild() {}

  static void start(Turn turn, Established established, Task.NewChild task) {
    ChildRequest request = task.request();
    if (Wishes.isThere(turn.sa(), request)) {
      turn.report(request.command(), Optional.empty());
      return;
    }
    Optional<ChildDraft> draft =
        ChildProposer.propose(turn, request, established.rule().childPfs());
    if (draft.isEmpty()) {
      return;
    }
    OwnHalf own = half(turn, task.askedFor(), KeGroups.forNewChild(turn));
    Requests.send(
        turn,
        established.keyed(),
        ExchangeType.CREATE_CHILD_SA,
        payloads(draft.get(), own),
        new Purpose.CreateChild(draft.get(), own));
  }

  /**
   * Nonce and, with a group, a fresh private value.
   *
   * @param askedFor the group that the peer wants
   * @param first the group without such a wish
   */
  static OwnHalf half(Turn turn, Optional<GroupId> askedFor, GroupId first) {
    GroupId group = askedFor.orElse(first);
    Optional<Initiation> initiation =
        turn.context().crypto().keyExchange(group).map(m -> m.initiate(turn.context().random()));
    return new OwnHalf(
        InitInitiator.nonce(turn), group, askedFor.isPresent(), initiation, List.of());
  }

  /** SA, Ni, KEi, TSi, TSr (section 1.3.1). */
  static List<Payload> payloads(ChildDraft draft, OwnHalf own) {
    List<Payload> payloads = new ArrayList<>();
    payloads.add(new SaPayload(draft.offered()));
    payloads.add(new NoncePayload(own.nonce()));
    own.keyExchange().ifPresent(k -> payloads.add(new KePayload(own.group(), k.publicValue())));
    payloads.addAll(ChildProposer.selectors(draft));
    return payloads;
  }

  static void answered(Turn turn, Keyed keyed, Purpose.CreateChild purpose, Message message) {
    if (FollowUpInitiator.isDue(purpose, message)) {
      FollowUpInitiator.begin(turn, keyed, purpose, message);
    } else {
      conclude(turn, keyed, purpose, message);
    }
  }

  /** Reads the answer after the last key exchange. */
  static void conclude(Turn turn, Keyed keyed, Purpose.CreateChild purpose, Message message) {
    if (comesAgain(turn, purpose, message)) {
      purpose.own().close();
      return;
    }
    Finished finished = finish(purpose.own(), message);
    switch (finished) {
      case Finished.Failed failed ->
          ChildProposer.abandon(turn, purpose.draft(), message, failed.refusal());
      case Finished.Keys keys ->
          ChildProposer.answered(
              turn,
              keyed,
              purpose.draft(),
              message,
              new ChildProposer.Keying(
                  purpose.own().group(),
                  purpose.own().nonce(),
                  keys.peerNonce(),
                  keys.shared(),
                  false));
    }
    finished.close();
    purpose.own().close();
  }

  /** Whether the answer asks for another group, or for patience; then that is arranged. */
  private static boolean comesAgain(Turn turn, Purpose.CreateChild purpose, Message message) {
    ChildDraft draft = purpose.draft();
    Optional<GroupId> group = KeGroups.askedForChild(turn, message, purpose.own(), draft.offered());
    if (group.isPresent()) {
      turn.remove(draft.larval());
      Tasks.add(turn, new Task.NewChild(draft.request(), group));
      return true;
    }
    Task later = new Task.NewChild(draft.request(), purpose.own().groupAskedFor());
    return Retries.postponed(turn, message, later, draft.larval());
  }

  /** What the answer's nonce and KE payload give. */
  sealed interface Finished {
    /** Zeroes what was not used. */
    void close();

    /**
     * @param shared of all key exchanges in order; none without any
     */
    record Keys(Bytes peerNonce, List<Secret> shared) implements Finished {
      @Override
      public void close() {
        shared.forEach(Secret::close);
      }
    }

    record Failed(Refusal refusal) implements Finished {
      @Override
      public void close() {}
    }
  }

  /**
   * Reads Nr and KEr. An answer without an SA payload is a refusal and needs neither; with one the
   * peer has made an SA, even if we fail to.
   */
  static Finished finish(OwnHalf own, Message message) {
    Optional<NoncePayload> nonce = message.first(NoncePayload.class);
    Optional<KePayload> ke = message.first(KePayload.class);
    if (message.first(SaPayload.class).isEmpty()) {
      return new Finished.Keys(Bytes.EMPTY, List.of());
    }
    int chosen = FollowUpInitiator.chosen(message).size();
    if (chosen != own.followed().size()) {
      return new Finished.Failed(
          syntax(
              "ADDITIONAL_KEY_EXCHANGE",
              "%d of %d additional key exchanges are done"
                  .formatted(own.followed().size(), chosen)));
    }
    if (nonce.isEmpty()
        || own.keyExchange().isPresent()
            && (ke.isEmpty() || !ke.get().group().equals(own.group()))) {
      return new Finished.Failed(syntax("Nr, KEr", "a nonce, and a value of group " + own.group()));
    }
    if (own.keyExchange().isEmpty()) {
      return new Finished.Keys(nonce.get().nonce(), List.of());
    }
    return switch (own.keyExchange().get().finish(ke.orElseThrow().data())) {
      case Agreement.Invalid invalid ->
          new Finished.Failed(syntax("KEr " + own.group(), invalid.reason()));
      case Agreement.Agreed agreed -> {
        List<Secret> shared = new ArrayList<>(List.of(agreed.shared()));
        shared.addAll(own.followed());
        yield new Finished.Keys(nonce.get().nonce(), shared);
      }
    };
  }

  /** Tells the uses of the exchange apart (section 1.3). */
  static void request(Turn turn, Established state, Message message) {
    boolean ike =
        message
            .first(SaPayload.class)
            .map(sa -> sa.proposals().stream().anyMatch(p -> p.protocol().equals(ProtocolId.IKE)))
            .orElse(false);
    if (ike) {
      IkeRekeyResponder.request(turn, state, message);
    } else if (Collisions.isRekeyingIke(turn.sa())) {
      respond(turn, state.keyed(), message, List.of(temporaryFailure()));
    } else if (message.hasNotify(NotifyType.REKEY_SA)) {
      ChildRekeyResponder.request(turn, state, message);
    } else {
      answer(turn, state.keyed(), state.rule(), message);
    }
  }

  /** Answers the request for a CHILD SA. */
  static ChildAcceptor.Answer answer(Turn turn, Keyed keyed, PeerRule rule, Message message) {
    Optional<NoncePayload> nonce = message.first(NoncePayload.class);
    if (nonce.isEmpty()) {
      List<Payload> payloads = List.of(NotifyPayload.of(NotifyType.INVALID_SYNTAX));
      respond(turn, keyed, message, payloads);
      return new ChildAcceptor.Answer(payloads, Optional.empty());
    }
    ChildAcceptor.Answer answer =
        ChildAcceptor.answer(
            turn,
            keyed,
            new ChildAcceptor.Question(
                message, rule, nonce.get().nonce(), InitInitiator.nonce(turn), false));
    respond(turn, keyed, message, answer.payloads());
    return answer;
  }

  static void respond(Turn turn, Keyed keyed, Message request, List<Payload> payloads) {
    Requests.respond(
        turn, keyed, ExchangeType.CREATE_CHILD_SA, request.header().messageId(), payloads);
  }

  static NotifyPayload temporaryFailure() {
    return NotifyPayload.of(NotifyType.TEMPORARY_FAILURE);
  }

  private static Refusal syntax(String where, String detail) {
    return new Refusal.BadMessage("CREATE_CHILD_SA", where, detail, NotifyType.INVALID_SYNTAX);
  }
}
