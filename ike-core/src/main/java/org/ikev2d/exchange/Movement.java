package org.ikev2d.exchange;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.OptionalLong;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.TsPayload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.Path;
import org.ikev2d.port.SaId;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.ChildSa.ChildState;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.Home;
import org.ikev2d.sa.IkeSaState.Established;
import org.ikev2d.sa.Renaming;
import org.ikev2d.sa.SaEvent;
import org.ikev2d.sa.Task;
import org.ikev2d.wire.ExchangeType;

/**
 * Brings an IKE SA and its CHILD SAs to other addresses or ports. SAs keep their keys; one that the
 * kernel cannot move is replaced at once.
 */
final class Movement {
  private Movement() {}

  /** The path whose addresses policies name. */
  static Path home(Turn turn) {
    return turn.traits().get(Home.class).map(Home::path).orElse(turn.sa().path());
  }

  /**
   * Without MOBIKE a host that is not behind a NAT follows its peer to where a fresh, authentic
   * message has come from (RFC 7296 section 2.23). Behind a NAT it does not: an attacker could take
   * it away with one packet.
   */
  static void follow(Turn turn, Path seen, Message message) {
    Path path = turn.sa().path();
    if (!(turn.sa().state() instanceof Established)
        || seen.equals(path)
        || isBehindNat(turn)
        || turn.traits().has(Mobike.Agreed.class)
        || !seen.localAddress().equals(path.localAddress())
        || replacesIkeSa(message)) {
      return;
    }
    if (!isAllowed(turn, seen)) {
      turn.emit(IkeEvent.debug("peer.move.refused").with("to", seen).with("why", "no such rule"));
      return;
    }
    to(turn, seen, "message");
  }

  /** The kernel has taken authentic ESP packets from another address or port. */
  static void mapped(Turn turn, SaEvent.Mapped event) {
    Path path = turn.sa().path();
    Path seen =
        new Path(
            path.local(),
            new InetSocketAddress(event.mapping().newAddress(), event.mapping().newPort()),
            path.marked());
    boolean ours =
        turn.sa().children().all().stream()
            .anyMatch(
                c -> c.inbound().equals(event.mapping().id()) && c.state() != ChildState.CLOSED);
    if (ours
        && turn.sa().state() instanceof Established
        && !seen.equals(path)
        && !isBehindNat(turn)
        && isAllowed(turn, seen)) {
      if (turn.traits().has(Mobike.Agreed.class)) {
        // Of the IKE SA's path the other side alone decides (RFC 4555 section 3.8).
        children(turn, seen);
      } else {
        to(turn, seen, "esp");
      }
    }
  }

  /** The rule says with whom we speak, wherever that one moves. */
  static boolean isAllowed(Turn turn, Path path) {
    return turn.sa().rule().filter(r -> r.covers(path)).isPresent();
  }

  static boolean isBehindNat(Turn turn) {
    return turn.traits()
        .get(NatDetection.Status.class)
        .map(NatDetection.Status::local)
        .orElse(false);
  }

  /** The IKE SA that is made takes over all CHILD SAs where they are. */
  private static boolean replacesIkeSa(Message message) {
    return message.header().exchange().equals(ExchangeType.CREATE_CHILD_SA)
        && message.first(TsPayload.class).isEmpty();
  }

  /** Moves everything. */
  static void to(Turn turn, Path path, String noticed) {
    redirect(turn, path, noticed);
    children(turn);
  }

  /** From now on our messages go there, those that are repeated too. */
  static void redirect(Turn turn, Path path, String noticed) {
    Path from = turn.sa().path();
    if (from.equals(path)) {
      return;
    }
    boolean addresses =
        !from.localAddress().equals(path.localAddress())
            || !from.remoteAddress().equals(path.remoteAddress());
    if (addresses && !turn.traits().has(Home.class)) {
      turn.learn(new Home(from));
    }
    turn.update(s -> s.withPath(path).withOutbound(s.outbound().map(p -> p.on(path))));
    turn.emit(IkeEvent.info("peer.moved").with("from", from).with("noticed", noticed));
  }

  /**
   * CHILD SAs follow the IKE SA. Those in transport mode cannot follow to other addresses: theirs
   * are those of the packets inside.
   */
  static void children(Turn turn) {
    children(turn, turn.sa().path());
  }

  private static void children(Turn turn, Path path) {
    List<ChildSa> all = turn.sa().children().all();
    all.stream().filter(c -> isStranded(c, path)).forEach(c -> strand(turn, c));
    List<ChildSa> movable =
        all.stream()
            .filter(c -> !isStranded(c, path) && c.state() != ChildState.CLOSED)
            .map(c -> readdressed(turn, c))
            .toList();
    if (!movable.isEmpty()) {
      turn.moveInTheEnd(new Effect.Move(movable, path, ChildInstall.isInUdp(turn)));
    }
  }

  private static boolean isStranded(ChildSa child, Path path) {
    return child.mode() == IpsecMode.TRANSPORT
        && child.state() != ChildState.CLOSED
        && !(child.inbound().source().equals(path.remoteAddress())
            && child.inbound().destination().equals(path.localAddress()));
  }

  private static void strand(Turn turn, ChildSa child) {
    if (child.state() == ChildState.INSTALLED || child.state() == ChildState.REKEYING) {
      Tasks.add(turn, new Task.DeleteChild(child.protocol(), child.spi(), OptionalLong.empty()));
    }
  }

  /** What no kernel has yet is just written anew. */
  private static ChildSa readdressed(Turn turn, ChildSa child) {
    if (child.held().isEmpty()) {
      return child;
    }
    ChildSa.Held held = child.held().get();
    Path path = turn.sa().path();
    SaId id =
        new SaId(child.protocol(), held.sa().id().spi(), path.localAddress(), path.remoteAddress());
    ChildSa changed =
        child
            .named(child.inbound(), id)
            .holding(
                new ChildSa.Held(
                    Renaming.readdressed(held.sa(), id, ChildInstall.encapsulation(turn, false)),
                    held.request()));
    turn.update(s -> s.withChildren(s.children().with(changed)));
    return changed;
  }

  /** What the kernel has done. */
  static void moved(Turn turn, SaEvent.Moved event) {
    turn.update(event.renaming()::of);
    for (Effect.Stayed stayed : event.stayed()) {
      turn.sa().children().all().stream()
          .filter(c -> c.inbound().equals(stayed.id()) || c.outbound().equals(stayed.id()))
          .findFirst()
          .ifPresent(c -> replace(turn, c, stayed));
    }
  }

  /** New SAs over the new path, as fast as may be. */
  private static void replace(Turn turn, ChildSa child, Effect.Stayed stayed) {
    turn.emit(
        IkeEvent.info("child.move.refused")
            .with("sa", stayed.id())
            .with("operation", stayed.operation())
            .with("errno", stayed.errno())
            .with("why", stayed.reason()));
    boolean queued =
        turn.sa().queue().stream()
            .anyMatch(t -> t instanceof Task.RekeyChild r && r.spi().equals(child.spi()));
    if (child.state() == ChildState.INSTALLED && !queued) {
      Tasks.add(turn, new Task.RekeyChild(child.protocol(), child.spi(), OptionalLong.empty()));
    }
  }
}
