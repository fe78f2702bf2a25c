package org.ikev2d.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.KeyExchangeMethod.Agreement;
import org.ikev2d.crypto.Secret;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.SaId;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.IkeSaState.Established;
import org.ikev2d.sa.TimerKey;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.NotifyType;

/**
 * IKE_FOLLOWUP_KE as responder: what CREATE_CHILD_SA has begun waits here until all additional key
 * exchanges are over (RFC 9370 section 2.2.4).
 */
final class FollowUpResponder {
  /** Unfinished ones of an IKE SA. */
  private static final int MOST = 4;

  /** A peer that goes on does so at once; this leaves it time to repeat its request. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int LINK_OCTETS = 16;

  private FollowUpResponder() {}

  /** What is being made. */
  sealed interface Half {
    List<GroupId> methods();
  }

  /**
   * @param request the one of CREATE_CHILD_SA
   * @param larval the inbound SPI that is reserved for it
   */
  record NewChild(ChildInstall.Agreed agreed, Message request, SaId larval) implements Half {
    @Override
    public List<GroupId> methods() {
      return agreed.algorithms().additional();
    }
  }

  record NewIke(Successor.Making making) implements Half {
    @Override
    public List<GroupId> methods() {
      return making.suite().additional();
    }
  }

  /**
   * One that is unfinished.
   *
   * @param link by which the peer names it
   * @param shared the secrets so far, that of CREATE_CHILD_SA first
   */
  record Unfinished(Bytes link, Half half, List<Secret> shared) {
    Unfinished {
      shared = List.copyOf(shared);
    }

    GroupId next() {
      return half.methods().get(shared.size() - 1);
    }

    boolean isOver() {
      return shared.size() > half.methods().size();
    }

    Unfinished with(Secret secret) {
      List<Secret> more = new ArrayList<>(shared);
      more.add(secret);
      return new Unfinished(link, half, more);
    }
  }

  /** All that are unfinished. */
  record Open(List<Unfinished> all) implements Trait {
    Open {
      all = List.copyOf(all);
    }
  }

  private static List<Unfinished> all(Turn turn) {
    return turn.traits().get(Open.class).map(Open::all).orElse(List.of());
  }

  /** Whether anything of the peer's is unfinished. */
  static boolean isBusy(Turn turn) {
    return !all(turn).isEmpty();
  }

  static boolean isMakingIke(Turn turn) {
    return all(turn).stream().anyMatch(u -> u.half() instanceof NewIke);
  }

  static boolean isFull(Turn turn) {
    return all(turn).size() >= MOST;
  }

  /**
   * Begins to wait.
   *
   * @param answer to CREATE_CHILD_SA
   * @return the same with the notification that makes the peer go on
   */
  static List<Payload> open(Turn turn, Half half, List<Secret> shared, List<Payload> answer) {
    byte[] random = new byte[LINK_OCTETS];
    turn.context().random().nextBytes(random);
    Unfinished unfinished = new Unfinished(Bytes.wrap(random), half, shared);
    put(turn, unfinished);
    List<Payload> more = new ArrayList<>(answer);
    more.add(link(unfinished));
    return more;
  }

  private static NotifyPayload link(Unfinished unfinished) {
    return NotifyPayload.of(NotifyType.ADDITIONAL_KEY_EXCHANGE, unfinished.link());
  }

  private static void put(Turn turn, Unfinished unfinished) {
    List<Unfinished> more = new ArrayList<>(all(turn));
    more.removeIf(u -> u.link().equals(unfinished.link()));
    more.add(unfinished);
    turn.learn(new Open(more));
    turn.arm(new TimerKey.FollowUp(unfinished.link()), PATIENCE);
  }

  private static void take(Turn turn, Unfinished unfinished) {
    turn.disarm(new TimerKey.FollowUp(unfinished.link()));
    List<Unfinished> rest = new ArrayList<>(all(turn));
    rest.removeIf(u -> u.link().equals(unfinished.link()));
    turn.learn(new Open(rest));
  }

  /** The next key exchange of one of them. */
  static void request(Turn turn, Established state, Message message) {
    Optional<Bytes> link =
        message.notifies(NotifyType.ADDITIONAL_KEY_EXCHANGE).map(NotifyPayload::data).findFirst();
    Optional<Unfinished> found =
        all(turn).stream().filter(u -> link.filter(u.link()::equals).isPresent()).findFirst();
    Optional<KePayload> ke = message.first(KePayload.class);
    if (found.isEmpty()) {
      refuse(turn, state, message, NotifyType.STATE_NOT_FOUND, "nothing waits for it");
      return;
    }
    Unfinished unfinished = found.get();
    GroupId group = unfinished.next();
    if (ke.isEmpty() || !ke.get().group().equals(group)) {
      drop(turn, unfinished);
      refuse(turn, state, message, NotifyType.INVALID_SYNTAX, "a value of " + group + " is due");
      return;
    }
    switch (turn.context()
        .crypto()
        .keyExchange(group)
        .orElseThrow()
        .respond(ke.get().data(), turn.context().random())) {
      case Agreement.Invalid invalid -> {
        drop(turn, unfinished);
        refuse(turn, state, message, NotifyType.INVALID_SYNTAX, invalid.reason());
      }
      case Agreement.Agreed agreed -> {
        turn.emit(IkeEvent.debug("ke.additional").with("group", group));
        KePayload own = new KePayload(group, agreed.ourValue());
        goOn(turn, state, message, unfinished.with(agreed.shared()), own);
      }
    }
  }

  private static void goOn(
      Turn turn, Established state, Message message, Unfinished unfinished, KePayload own) {
    if (!unfinished.isOver()) {
      put(turn, unfinished);
      respond(turn, state, message, List.of(own, link(unfinished)));
      return;
    }
    take(turn, unfinished);
    switch (unfinished.half()) {
      case NewChild child -> finish(turn, state, message, unfinished, child, own);
      case NewIke ike -> {
        respond(turn, state, message, List.of(own));
        IkeRekeyResponder.accepted(turn, state, ike.making().withShared(unfinished.shared()));
      }
    }
  }

  private static void finish(
      Turn turn,
      Established state,
      Message message,
      Unfinished unfinished,
      NewChild half,
      KePayload own) {
    Optional<NotifyPayload> named = half.request().notifies(NotifyType.REKEY_SA).findFirst();
    Optional<ChildSa> old = named.flatMap(n -> ChildRekey.find(turn, n));
    boolean gone = old.filter(o -> o.state() == ChildSa.ChildState.INSTALLED).isEmpty();
    if (named.isPresent() && gone) {
      release(turn, unfinished);
      refuse(turn, state, message, NotifyType.TEMPORARY_FAILURE, "the old one is being closed");
      return;
    }
    ChildInstall.Agreed agreed = half.agreed().withShared(unfinished.shared());
    int id = message.header().messageId();
    ChildSa made = ChildAcceptor.install(turn, state.keyed(), agreed, id);
    respond(turn, state, message, List.of(own));
    Bytes lowest = Collisions.lower(agreed.peerNonce(), agreed.ownNonce());
    old.ifPresent(o -> ChildRekey.accepted(turn, o, made, lowest));
  }

  /** The peer has not gone on. */
  static void expired(Turn turn, Bytes link) {
    all(turn).stream().filter(u -> u.link().equals(link)).toList().forEach(u -> drop(turn, u));
  }

  /** The IKE SA ends. */
  static void abandon(Turn turn) {
    all(turn).forEach(u -> drop(turn, u));
  }

  private static void drop(Turn turn, Unfinished unfinished) {
    take(turn, unfinished);
    release(turn, unfinished);
    turn.emit(IkeEvent.debug("ke.additional.dropped"));
  }

  private static void release(Turn turn, Unfinished unfinished) {
    unfinished.shared().forEach(Secret::close);
    if (unfinished.half() instanceof NewChild child) {
      turn.remove(List.of(child.larval()));
    }
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
