package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.Outbound.Pending;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;

/**
 * Smaller datagrams after silence, lest a message be lost each time for its size (RFC 7383 section
 * 2.5.2). An IKE SA never goes back to larger ones.
 */
final class PathMtu {
  /** Octets of IP packets; the last is what every path carries, of IPv4 and of IPv6. */
  private static final List<Integer> IPV4_STEPS = List.of(1500, 1280, 576);

  private static final List<Integer> IPV6_STEPS = List.of(1500, 1280);

  /** Chance does not lose the same message so often; from then on each time the next step. */
  private static final int LOST_BY_CHANCE = 3;

  private PathMtu() {}

  /** Octets of the largest IP packet that is sent in fragments of a message. */
  record Found(int octets) implements Trait {}

  /**
   * Our last answer, if it may be too large.
   *
   * @param repeated how often the peer has asked for it again
   */
  record LastAnswer(int messageId, ExchangeType exchange, List<Payload> inner, int repeated)
      implements Trait {
    LastAnswer {
      inner = List.copyOf(inner);
    }
  }

  static int octets(Turn turn) {
    return turn.traits()
        .get(Found.class)
        .map(Found::octets)
        .orElse(turn.context().settings().fragmentationMtu());
  }

  /** What is to be kept of a request until it is answered, to be divided anew. */
  static List<Payload> kept(Turn turn, List<Bytes> datagrams, List<Payload> inner) {
    return isDivisible(turn, datagrams) ? List.copyOf(inner) : List.of();
  }

  private static boolean isDivisible(Turn turn, List<Bytes> datagrams) {
    int least = Sealing.room(turn, steps(turn.sa()).getLast());
    return turn.traits().has(Fragmentation.Agreed.class)
        && datagrams.stream().anyMatch(d -> d.length() > least);
  }

  /** A request that is due for repetition, in smaller datagrams if size may be what it died of. */
  static Pending again(Turn turn, Pending pending) {
    Optional<Keyed> keyed = turn.sa().keyed();
    if (keyed.isEmpty() || pending.inner().isEmpty() || !isTime(pending.tries())) {
      return pending.retried();
    }
    MessageHeader header =
        Requests.header(turn.sa(), pending.exchange(), false, pending.messageId());
    return shrink(turn, largest(pending.datagrams()))
        ? pending.retried(Sealing.seal(turn, keyed.get(), header, pending.inner()))
        : pending.retried();
  }

  static void remember(
      Turn turn, int messageId, ExchangeType exchange, List<Bytes> datagrams, List<Payload> inner) {
    if (isDivisible(turn, datagrams)) {
      turn.learn(new LastAnswer(messageId, exchange, inner, 0));
    } else if (turn.traits().has(LastAnswer.class)) {
      turn.update(s -> s.withTraits(s.traits().without(LastAnswer.class)));
    }
  }

  /** The peer, and nobody else, repeats a request: our answer, in smaller datagrams if need be. */
  static Optional<List<Bytes>> answer(Turn turn, int messageId) {
    Optional<List<Bytes>> kept = turn.sa().inbound().answer(messageId);
    Optional<LastAnswer> last =
        turn.traits().get(LastAnswer.class).filter(a -> a.messageId() == messageId);
    Optional<Keyed> keyed = turn.sa().keyed();
    if (kept.isEmpty() || last.isEmpty() || keyed.isEmpty()) {
      return kept;
    }
    LastAnswer answer = last.get();
    int repeated = answer.repeated() + 1;
    turn.learn(new LastAnswer(messageId, answer.exchange(), answer.inner(), repeated));
    if (!isTime(repeated) || !shrink(turn, largest(kept.get()))) {
      return kept;
    }
    MessageHeader header = Requests.header(turn.sa(), answer.exchange(), true, messageId);
    List<Bytes> smaller = Sealing.seal(turn, keyed.get(), header, answer.inner());
    turn.update(s -> s.withInbound(s.inbound().answered(messageId, smaller)));
    return Optional.of(smaller);
  }

  private static boolean isTime(int times) {
    return times >= LOST_BY_CHANCE;
  }

  private static int largest(List<Bytes> datagrams) {
    return datagrams.stream().mapToInt(Bytes::length).max().orElse(0);
  }

  /** The next step that is smaller than what was lost. */
  private static boolean shrink(Turn turn, int lost) {
    int now = octets(turn);
    Optional<Integer> next =
        steps(turn.sa()).stream()
            .filter(step -> step < now && Sealing.room(turn, step) < lost)
            .findFirst();
    next.ifPresent(octets -> {
      turn.learn(new Found(octets));
      turn.emit(IkeEvent.info("ike.mtu.reduced").with("octets", octets).with("before", now));
    });
    return next.isPresent();
  }

  private static List<Integer> steps(IkeSa sa) {
    return sa.path().remoteAddress().getAddress().length == 4 ? IPV4_STEPS : IPV6_STEPS;
  }
}
