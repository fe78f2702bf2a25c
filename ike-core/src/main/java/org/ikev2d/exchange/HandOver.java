package org.ikev2d.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.ChildTable;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.SaEvent;
import org.ikev2d.sa.TimerKey;
import org.ikev2d.wire.IkeSpi;

/**
 * Reauthentication as the side sees it that is asked: an IKE SA comes up beside another one, with
 * CHILD SAs for the same traffic, and the other one is deleted soon (RFC 7296 section 2.8.3). The
 * initiator has the new ones once our answer has arrived: until then we send on the old ones, which
 * it is sure to have.
 */
final class HandOver {
  /** An initiator that has not shown by then that it has our answer may have lost the old ones. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** The kernel may be about to send a packet for which it has chosen the old outbound SA. */
  private static final Duration LAST_PACKETS = Duration.ofMillis(100);

  private HandOver() {}

  /** Whether packets can leave on a CHILD SA of another IKE SA with the same peer. */
  static boolean hasOther(
      Turn turn, int reqid, List<AddressSelector> local, List<AddressSelector> remote) {
    return turn.context().siblings().of(turn.sa()).stream()
        .anyMatch(s -> isAlive(turn.sa(), s) && Holding.hasOther(s, reqid, local, remote));
  }

  /** A peer that has moved, or that does not answer, has no use for the old ones. */
  private static boolean isAlive(IkeSa sa, IkeSa sibling) {
    return isBeside(sa, sibling) && sibling.outbound().pending().isEmpty();
  }

  /** Identities alone do not tell: all that are nobody have the same (RFC 7619). */
  private static boolean isBeside(IkeSa sa, IkeSa sibling) {
    return sibling.isEstablished() && sibling.path().remote().equals(sa.path().remote());
  }

  static void watch(Turn turn, ChildSa held) {
    turn.arm(new TimerKey.Held(held.inbound()), PATIENCE);
  }

  /** The initiator has had time enough. */
  static void overdue(Turn turn, TimerKey.Held key) {
    turn.sa()
        .children()
        .byInbound(key.inbound())
        .filter(c -> c.state() == ChildSa.ChildState.INSTALLED)
        .ifPresent(c -> Holding.release(turn, c));
  }

  /**
   * The peer has deleted this IKE SA. If another one has CHILD SAs for its traffic, they take over
   * a little before the peer gets the answer, as it takes nothing on the old ones after that; what
   * is still on its way to us may arrive.
   */
  static void deleted(Turn turn, Effect.Send answer) {
    Optional<IkeSpi> heir = heir(turn);
    if (heir.isEmpty()) {
      turn.effect(answer);
      return;
    }
    turn.sa().children().all().forEach(c -> ChildRekey.drain(turn, c));
    turn.update(s -> s.withChildren(ChildTable.EMPTY));
    turn.effect(new Effect.Bequeath(heir.get()));
    turn.effect(new Effect.Forward(heir.get(), new SaEvent.Alone(Optional.of(answer))));
  }

  private static Optional<IkeSpi> heir(Turn turn) {
    List<ChildSa> children = turn.sa().children().all();
    return turn.context().siblings().of(turn.sa()).stream()
        .filter(s -> isBeside(turn.sa(), s))
        .filter(s -> !children.isEmpty() && children.stream().allMatch(c -> covers(s, c)))
        .map(IkeSa::localSpi)
        .findFirst();
  }

  private static boolean covers(IkeSa sibling, ChildSa child) {
    return sibling.children().all().stream()
        .anyMatch(c -> c.state() == ChildSa.ChildState.INSTALLED && Holding.covers(c, child));
  }

  /** An IKE SA beside this one has ended: nothing is held for its sake any more. */
  static void alone(Turn turn, SaEvent.Alone event) {
    Holding.settle(turn);
    event.then().ifPresent(answer -> turn.arm(new TimerKey.LastAnswer(answer), LAST_PACKETS));
  }
}
