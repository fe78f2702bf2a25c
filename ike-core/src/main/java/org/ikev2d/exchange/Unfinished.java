package org.ikev2d.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.ikev2d.crypto.Secret;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.SaId;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.Task;
import org.ikev2d.sa.TimerKey;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.NotifyType;

/**
 * What CREATE_CHILD_SA requests of the peer have begun, and its IKE_FOLLOWUP_KE requests have not
 * finished yet (RFC 9370 section 2.2.4). There are few at a time, and none waits for ever.
 */
final class Unfinished {
  private static final int MOST = 4;

  /** A peer that goes on does so at once; this leaves it time to repeat its request. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int LINK_OCTETS = 16;

  private Unfinished() {}

  /** What is being made. */
  sealed interface Half {
    List<GroupId> methods();

    /** The lower of the two nonces of its CREATE_CHILD_SA exchange. */
    Bytes lowestNonce();
  }

  /**
   * @param replaces the REKEY_SA notification, if it takes the place of another
   * @param larval the inbound SPI that is reserved for it
   */
  record NewChild(ChildInstall.Agreed agreed, Optional<NotifyPayload> replaces, SaId larval)
      implements Half {
    @Override
    public List<GroupId> methods() {
      return agreed.algorithms().additional();
    }

    @Override
    public Bytes lowestNonce() {
      return Collisions.lower(agreed.peerNonce(), agreed.ownNonce());
    }
  }

  record NewIke(Successor.Making making) implements Half {
    @Override
    public List<GroupId> methods() {
      return making.suite().additional();
    }

    @Override
    public Bytes lowestNonce() {
      return Collisions.lower(making.peerNonce(), making.ownNonce());
    }
  }

  /**
   * One of them.
   *
   * @param link by which the peer names it
   * @param shared the secrets so far, that of CREATE_CHILD_SA first
   */
  record Entry(Bytes link, Half half, List<Secret> shared) {
    Entry {
      shared = List.copyOf(shared);
    }

    GroupId next() {
      return half.methods().get(shared.size() - 1);
    }

    boolean isOver() {
      return shared.size() > half.methods().size();
    }

    Entry with(Secret secret) {
      List<Secret> more = new ArrayList<>(shared);
      more.add(secret);
      return new Entry(link, half, more);
    }

    /** The notification that makes the peer go on with it. */
    NotifyPayload linkPayload() {
      return NotifyPayload.of(NotifyType.ADDITIONAL_KEY_EXCHANGE, link);
    }
  }

  /** All of them. */
  record Open(List<Entry> all) implements Trait {
    Open {
      all = List.copyOf(all);
    }
  }

  private static List<Entry> all(Turn turn) {
    return turn.traits().get(Open.class).map(Open::all).orElse(List.of());
  }

  private static Optional<Entry> first(Turn turn, Predicate<Entry> which) {
    return all(turn).stream().filter(which).findFirst();
  }

  static Optional<Entry> named(Turn turn, Bytes link) {
    return first(turn, e -> e.link().equals(link));
  }

  static boolean isEmpty(Turn turn) {
    return all(turn).isEmpty();
  }

  static boolean hasChild(Turn turn) {
    return first(turn, e -> e.half() instanceof NewChild).isPresent();
  }

  /** The one that is to take the place of the IKE SA. */
  static Optional<Entry> ike(Turn turn) {
    return first(turn, e -> e.half() instanceof NewIke);
  }

  /** The one that is to take the place of that CHILD SA. */
  static Optional<Entry> replacing(Turn turn, ChildSa old) {
    return first(
        turn,
        e ->
            e.half() instanceof NewChild child
                && child
                    .replaces()
                    .flatMap(named -> ChildRekeyResponder.find(turn, named))
                    .filter(c -> c.inbound().equals(old.inbound()))
                    .isPresent());
  }

  /**
   * Whether one more may begin that makes a CHILD SA: ours to replace the IKE SA does not wait for
   * more than were there before it.
   */
  static boolean hasRoom(Turn turn) {
    return all(turn).size() < MOST
        && turn.sa().queue().stream().noneMatch(t -> t instanceof Task.RekeyIke);
  }

  /** Begins to wait for the peer to go on with what it has begun. */
  static Entry open(Turn turn, Half half, List<Secret> shared) {
    byte[] random = new byte[LINK_OCTETS];
    turn.context().random().nextBytes(random);
    Entry entry = new Entry(Bytes.wrap(random), half, shared);
    put(turn, entry);
    return entry;
  }

  /** Waits for the next key exchange of one of them. */
  static void put(Turn turn, Entry entry) {
    List<Entry> more = new ArrayList<>(all(turn));
    more.removeIf(e -> e.link().equals(entry.link()));
    more.add(entry);
    turn.learn(new Open(more));
    turn.arm(new TimerKey.FollowUp(entry.link()), PATIENCE);
  }

  /** Waits no more, since all its key exchanges are over. */
  static void take(Turn turn, Entry entry) {
    turn.disarm(new TimerKey.FollowUp(entry.link()));
    List<Entry> rest = new ArrayList<>(all(turn));
    rest.removeIf(e -> e.link().equals(entry.link()));
    turn.learn(new Open(rest));
  }

  /** Nothing comes of it. */
  static void drop(Turn turn, Entry entry, String why) {
    take(turn, entry);
    release(turn, entry);
    turn.emit(IkeEvent.debug("ke.additional.dropped").with("why", why));
  }

  /** Gives back what one holds on to that was taken. */
  static void release(Turn turn, Entry entry) {
    entry.shared().forEach(Secret::close);
    if (entry.half() instanceof NewChild child) {
      turn.remove(List.of(child.larval()));
    }
  }

  /** The peer has not gone on. */
  static void expired(Turn turn, Bytes link) {
    named(turn, link).ifPresent(e -> drop(turn, e, "the peer has not gone on"));
  }

  /** The IKE SA ends. */
  static void abandon(Turn turn) {
    all(turn).forEach(e -> drop(turn, e, "the IKE SA ends"));
  }
}
