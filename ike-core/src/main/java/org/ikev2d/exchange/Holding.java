package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import org.ikev2d.negotiate.SelectorNarrowing;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.ChildSa.ChildState;
import org.ikev2d.sa.ChildTable;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSa;

/**
 * When a responder begins to send on a CHILD SA that stands beside another one for the same
 * traffic. The initiator has it only once our answer has arrived (RFC 7296 section 2.8), so that we
 * send on the other one as long as that is there.
 */
final class Holding {
  /** Earlier than any request. */
  static final int LONG_AGO = Integer.MIN_VALUE / 2;

  private Holding() {}

  /** Whether there is another CHILD SA that all its packets can leave on. */
  static boolean hasOther(
      IkeSa sa, int reqid, List<AddressSelector> local, List<AddressSelector> remote) {
    return sa.children().all().stream()
        .anyMatch(c -> isSending(c) && carries(c, reqid, local, remote));
  }

  /** Whether all packets of one can leave on the other. */
  static boolean covers(ChildSa other, ChildSa child) {
    return carries(other, child.reqid(), child.local(), child.remote());
  }

  private static boolean carries(
      ChildSa child, int reqid, List<AddressSelector> local, List<AddressSelector> remote) {
    return child.reqid() == reqid
        && SelectorNarrowing.isWithin(local, child.local())
        && SelectorNarrowing.isWithin(remote, child.remote());
  }

  /**
   * Releases what needs to be held no longer, rather one that the peer has for certain; called at
   * the end of every step.
   */
  static void settle(Turn turn) {
    settle(turn, true);
    settle(turn, false);
  }

  private static void settle(Turn turn, boolean known) {
    for (ChildSa child : turn.sa().children().all()) {
      if (child.held().isPresent()
          && child.state() != ChildState.DELETING
          && (isKnown(turn.sa(), child) || !known)
          && !hasOther(turn.sa(), child.reqid(), child.local(), child.remote())
          && (isKnown(turn.sa(), child)
              || !HandOver.hasOther(turn, child.reqid(), child.local(), child.remote()))) {
        release(turn, child);
      }
    }
  }

  /** Puts a held outbound SA into the kernel: from now on we send on it. */
  static void release(Turn turn, ChildSa child) {
    child
        .held()
        .ifPresent(held -> {
          ChildSa released = child.released();
          turn.update(s -> s.withChildren(s.children().with(released)));
          turn.effect(new Effect.Install(released, List.of(held.sa())));
        });
  }

  /**
   * The same CHILD SAs for the IKE SA that replaces theirs: nobody replaces an IKE SA while an
   * answer about a CHILD SA is still to come (section 2.25.2).
   */
  static ChildTable known(ChildTable children) {
    ChildTable all = children;
    for (ChildSa child : children.all()) {
      Optional<ChildSa.Held> held = child.held();
      if (held.isPresent()) {
        all = all.with(child.holding(new ChildSa.Held(held.get().sa(), LONG_AGO)));
      }
    }
    return all;
  }

  private static boolean isSending(ChildSa child) {
    return child.held().isEmpty()
        && switch (child.state()) {
          case INSTALLED, REKEYING, REKEYED -> true;
          case DELETING, CLOSED -> false;
        };
  }

  /**
   * Whether the peer has a CHILD SA for certain: it has sent a request that its window had no room
   * for before our answer arrived (section 2.3).
   */
  static boolean isKnown(IkeSa sa, ChildSa child) {
    return child
        .held()
        .map(h -> sa.inbound().latest() - (long) h.request() >= sa.inbound().window())
        .orElse(true);
  }
}
