package org.ikev2d.exchange;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.Path;
import org.ikev2d.sa.Role;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.NotifyType;

/** Agreement on MOBIKE, and the addresses that each side has (RFC 4555 sections 3.3, 3.4, 3.6). */
final class Mobike implements Contributor {
  /** More addresses of a peer than these are of no use. */
  private static final int MOST_ADDRESSES = 16;

  /**
   * Both sides can move.
   *
   * @param decides whether we chose to begin, and therefore choose the path
   * @param peers addresses of the peer besides the one in use
   */
  record Agreed(boolean decides, List<InetAddress> peers) implements Trait {
    Agreed {
      peers = List.copyOf(peers);
    }
  }

  /** What we have told the peer of our addresses. */
  record Told(List<InetAddress> own) implements Trait {
    Told {
      own = List.copyOf(own);
    }
  }

  static Optional<Agreed> agreed(Turn turn) {
    return turn.traits().get(Agreed.class);
  }

  /** Whether it is for us to choose the path. */
  static boolean decides(Turn turn) {
    return agreed(turn).filter(Agreed::decides).isPresent();
  }

  @Override
  public List<Payload> trailing(Stage stage, Turn turn) {
    if (stage == Stage.AUTH_RESPONSE && Anonymous.isEither(turn)) {
      turn.update(s -> s.withTraits(s.traits().without(Agreed.class)));
    }
    boolean offer =
        stage == Stage.AUTH_REQUEST
            && turn.context().settings().extensions().mobike()
            && !Anonymous.isEither(turn);
    boolean accept = stage == Stage.AUTH_RESPONSE && turn.traits().has(Agreed.class);
    if (!offer && !accept) {
      return List.of();
    }
    List<Payload> all = new ArrayList<>();
    all.add(NotifyPayload.of(NotifyType.MOBIKE_SUPPORTED));
    List<InetAddress> more = more(turn);
    more.forEach(a -> all.add(additional(a)));
    turn.learn(new Told(more));
    return all;
  }

  @Override
  public void read(Stage stage, Message message, Turn turn) {
    boolean auth = stage == Stage.AUTH_REQUEST || stage == Stage.AUTH_RESPONSE;
    if (auth
        && turn.context().settings().extensions().mobike()
        && !Anonymous.isEither(turn)
        && message.hasNotify(NotifyType.MOBIKE_SUPPORTED)) {
      turn.learn(new Agreed(turn.sa().role() == Role.INITIATOR, addresses(message)));
    } else if (stage == Stage.INFORMATIONAL_REQUEST && turn.traits().has(Agreed.class)) {
      boolean lists =
          message.hasNotify(NotifyType.ADDITIONAL_IP4_ADDRESS)
              || message.hasNotify(NotifyType.ADDITIONAL_IP6_ADDRESS)
              || message.hasNotify(NotifyType.NO_ADDITIONAL_ADDRESSES);
      if (lists) {
        replaced(turn, addresses(message));
      }
    }
  }

  /** Each list takes the place of the one before (section 3.4). */
  private static void replaced(Turn turn, List<InetAddress> listed) {
    InetAddress from = turn.answerPath().remoteAddress();
    InetAddress used = turn.sa().path().remoteAddress();
    List<InetAddress> others = new ArrayList<>(listed);
    boolean elsewhere = !from.equals(used);
    if (elsewhere) {
      others.addFirst(from);
    }
    boolean decides = decides(turn);
    turn.learn(new Agreed(decides, others));
    turn.emit(IkeEvent.debug("peer.addresses").with("also", others));
    if (elsewhere && decides) {
      // It would not speak from there if it still could from the address in use.
      PathSearch.leave(turn, "peer");
    }
  }

  /** Ours besides the one in use. */
  static List<InetAddress> more(Turn turn) {
    return PathSearch.own(turn).stream()
        .filter(a -> !a.equals(turn.sa().path().localAddress()))
        .limit(MOST_ADDRESSES)
        .toList();
  }

  /** The list as the peer gets it after a change. */
  static List<Payload> list(Turn turn) {
    List<InetAddress> more = more(turn);
    turn.learn(new Told(more));
    return more.isEmpty()
        ? List.of(NotifyPayload.of(NotifyType.NO_ADDITIONAL_ADDRESSES))
        : more.stream().<Payload>map(Mobike::additional).toList();
  }

  private static NotifyPayload additional(InetAddress address) {
    byte[] octets = address.getAddress();
    return NotifyPayload.of(
        octets.length == 4 ? NotifyType.ADDITIONAL_IP4_ADDRESS : NotifyType.ADDITIONAL_IP6_ADDRESS,
        Bytes.copyOf(octets));
  }

  private static List<InetAddress> addresses(Message message) {
    return message
        .all(NotifyPayload.class)
        .flatMap(n -> address(n).stream())
        .distinct()
        .limit(MOST_ADDRESSES)
        .toList();
  }

  private static Optional<InetAddress> address(NotifyPayload notify) {
    boolean v4 = notify.kind().equals(NotifyType.ADDITIONAL_IP4_ADDRESS);
    boolean v6 = notify.kind().equals(NotifyType.ADDITIONAL_IP6_ADDRESS);
    if (!(v4 && notify.data().length() == 4) && !(v6 && notify.data().length() == 16)) {
      return Optional.empty();
    }
    try {
      InetAddress address = InetAddress.getByAddress(notify.data().toArray());
      boolean usable =
          !address.isAnyLocalAddress()
              && !address.isMulticastAddress()
              && !address.isLoopbackAddress();
      return usable ? Optional.of(address) : Optional.empty();
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** The same path from another address of ours or to another one of the peer's. */
  static Path between(Path path, InetAddress own, InetAddress peer) {
    return new Path(
        new java.net.InetSocketAddress(own, path.local().getPort()),
        new java.net.InetSocketAddress(peer, path.remote().getPort()),
        path.marked());
  }
}
