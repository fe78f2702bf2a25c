package org.ikev2d.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.Path;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.IkeSaState.Established;
import org.ikev2d.sa.Outbound.Pending;
import org.ikev2d.sa.Purpose;
import org.ikev2d.sa.Task;
import org.ikev2d.sa.Task.Addresses.What;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;

/** UPDATE_SA_ADDRESSES and the return routability check (RFC 4555 sections 3.5, 3.7 to 3.9). */
final class AddressUpdate {
  private static final int COOKIE_OCTETS = 16;
  private static final int SHORTEST_COOKIE = 8;
  private static final int LONGEST_COOKIE = 64;

  private AddressUpdate() {}

  /** The last update that counted; a new IKE SA begins to count anew. */
  private record Latest(IkeSpi ikeSa, int messageId) implements Trait {}

  /** The path before an update that the peer has not agreed to yet. */
  private record Before(Path path) implements Trait {}

  /** We decide on another path: everything goes there, and the peer is told. */
  static void moveTo(Turn turn, Path path, String noticed) {
    if (!turn.traits().has(Before.class)) {
      turn.learn(new Before(turn.sa().path()));
    }
    Movement.to(turn, path, noticed);
    queue(turn, What.UPDATE);
  }

  /** At most one of a kind waits: the latest counts. */
  static void queue(Turn turn, What what) {
    if (turn.sa().queue().stream()
        .noneMatch(t -> t instanceof Task.Addresses a && a.what() == what)) {
      Tasks.add(turn, new Task.Addresses(what));
    }
  }

  static void start(Turn turn, Established state, Task.Addresses task) {
    Path path = turn.sa().path();
    Bytes cookie = task.what() == What.ROUTE ? cookie(turn) : Bytes.EMPTY;
    List<Payload> payloads = new ArrayList<>();
    switch (task.what()) {
      case UPDATE -> {
        payloads.add(NotifyPayload.of(NotifyType.UPDATE_SA_ADDRESSES));
        payloads.addAll(NatDetection.payloads(turn, path));
      }
      case ROUTE -> payloads.add(NotifyPayload.of(NotifyType.COOKIE2, cookie));
      case LIST -> payloads.addAll(Mobike.list(turn));
    }
    Requests.send(
        turn,
        state.keyed(),
        ExchangeType.INFORMATIONAL,
        payloads,
        new Purpose.Addresses(task.what(), path, cookie));
  }

  /** What was under way on an IKE SA that this one replaces begins again here. */
  static void goOn(Turn turn) {
    Path path = turn.sa().path();
    boolean behind =
        turn.sa().children().all().stream()
            .map(ChildSa::inbound)
            .anyMatch(i ->
                !i.source().equals(path.remoteAddress())
                    || !i.destination().equals(path.localAddress()));
    if (Mobike.decides(turn)) {
      if (behind) {
        Movement.children(turn);
      }
      if (turn.traits().has(Before.class)) {
        queue(turn, What.UPDATE);
      }
    } else if (Mobike.agreed(turn).filter(a -> !a.decides()).isPresent() && behind) {
      queue(turn, What.ROUTE);
    }
  }

  private static Bytes cookie(Turn turn) {
    byte[] octets = new byte[COOKIE_OCTETS];
    turn.context().random().nextBytes(octets);
    return Bytes.wrap(octets);
  }

  /** Looks at every answer: it may be one of these exchanges, or tell of a NAT's new mapping. */
  static void answered(Turn turn, Pending pending, Message message, Path seen) {
    if (!turn.traits().has(Mobike.Agreed.class) || !(turn.sa().state() instanceof Established)) {
      return;
    }
    if (pending.purpose() instanceof Purpose.Addresses asked) {
      switch (asked.what()) {
        case UPDATE -> updated(turn, asked, message, seen);
        case ROUTE -> routed(turn, asked, message);
        case LIST -> {}
      }
    } else if (pending.purpose() instanceof Purpose.Liveness
        && NatDetection.isMappedAnew(turn, message)) {
      // The NAT in front of us has another mapping; the peer must learn of it (section 3.8).
      queue(turn, What.UPDATE);
    }
    PathSearch.answered(turn, pending, seen);
  }

  private static void updated(Turn turn, Purpose.Addresses asked, Message message, Path seen) {
    boolean superseded =
        !asked.path().equals(turn.sa().path())
            || !asked.path().equals(seen)
            || turn.sa().queue().stream()
                .anyMatch(t -> t instanceof Task.Addresses a && a.what() == What.UPDATE);
    if (superseded) {
      return;
    }
    Optional<Path> before = turn.traits().get(Before.class).map(Before::path);
    turn.update(s -> s.withTraits(s.traits().without(Before.class)));
    if (message.hasNotify(NotifyType.UNACCEPTABLE_ADDRESSES)
        || message.hasNotify(NotifyType.UNEXPECTED_NAT_DETECTED)) {
      turn.emit(IkeEvent.warn("peer.move.refused").with("to", asked.path()).with("by", "peer"));
      // The peer still sends to the addresses before.
      before
          .filter(p -> turn.context().own().contains(p.localAddress()))
          .ifPresent(p -> Movement.to(turn, p, "refusal"));
      return;
    }
    boolean was = ChildInstall.isInUdp(turn);
    NatDetection.learn(turn, message, asked.path());
    if (ChildInstall.isInUdp(turn) != was) {
      Movement.children(turn);
    }
  }

  /** A wrong cookie means that somebody else has answered (section 3.7). */
  private static void routed(Turn turn, Purpose.Addresses asked, Message message) {
    boolean right =
        message.notifies(NotifyType.COOKIE2).anyMatch(n -> n.data().equals(asked.cookie()));
    if (!right) {
      turn.emit(IkeEvent.warn("peer.move.forged").with("to", asked.path()));
      Tasks.add(turn, new Task.DeleteIke("return routability check", OptionalLong.empty()));
    } else if (asked.path().equals(turn.sa().path())) {
      Movement.children(turn);
    }
  }

  /** The peer's request: what belongs into our answer. */
  static List<Payload> request(Turn turn, Message message) {
    if (!turn.traits().has(Mobike.Agreed.class) || !(turn.sa().state() instanceof Established)) {
      return List.of();
    }
    List<Payload> answer = new ArrayList<>();
    message
        .notifies(NotifyType.COOKIE2)
        .filter(n -> n.data().length() >= SHORTEST_COOKIE && n.data().length() <= LONGEST_COOKIE)
        .findFirst()
        .ifPresent(n -> answer.add(NotifyPayload.of(NotifyType.COOKIE2, n.data())));
    if (message.hasNotify(NotifyType.UPDATE_SA_ADDRESSES) && !Mobike.decides(turn)) {
      refusal(turn, message)
          .ifPresentOrElse(
              error -> answer.add(NotifyPayload.of(error)), () -> accept(turn, message));
    }
    if (message.hasNotify(NotifyType.NAT_DETECTION_SOURCE_IP)) {
      answer.addAll(NatDetection.payloads(turn, turn.answerPath()));
    }
    return answer;
  }

  private static Optional<NotifyType> refusal(Turn turn, Message message) {
    Path seen = turn.answerPath();
    boolean nat =
        message.notifies(NotifyType.NO_NATS_ALLOWED).anyMatch(n -> !n.data().equals(exact(seen)));
    if (nat) {
      return Optional.of(NotifyType.UNEXPECTED_NAT_DETECTED);
    }
    if (!Movement.isAllowed(turn, seen)) {
      turn.emit(IkeEvent.warn("peer.move.refused").with("to", seen).with("by", "us"));
      return Optional.of(NotifyType.UNACCEPTABLE_ADDRESSES);
    }
    return Optional.empty();
  }

  /** Addresses and ports as the sender has them, if nobody changed them on the way (3.9). */
  private static Bytes exact(Path seen) {
    return Bytes.concat(
        Bytes.copyOf(seen.remoteAddress().getAddress()),
        Bytes.copyOf(seen.localAddress().getAddress()),
        Bytes.ofShort(seen.remote().getPort()),
        Bytes.ofShort(seen.local().getPort()));
  }

  /** With a wide window an older request may come later (section 3.5). */
  private static void accept(Turn turn, Message message) {
    int id = message.header().messageId();
    boolean older =
        turn.traits()
            .get(Latest.class)
            .filter(l -> l.ikeSa().equals(turn.sa().localSpi()) && l.messageId() - id > 0)
            .isPresent();
    if (older) {
      return;
    }
    turn.learn(new Latest(turn.sa().localSpi(), id));
    Path seen = turn.answerPath();
    // An address counts as the peer's once it has answered there: the CHILD SAs tell which do.
    boolean same =
        turn.sa().children().all().stream()
            .allMatch(c -> c.inbound().source().equals(seen.remoteAddress()));
    NatDetection.learn(turn, message, seen);
    Movement.redirect(turn, seen, "update");
    if (same) {
      Movement.children(turn);
    } else {
      queue(turn, What.ROUTE);
    }
  }
}
