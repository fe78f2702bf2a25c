package org.ikev2d.exchange;

import java.util.Comparator;
import java.util.List;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.sa.ChildSa;

/**
 * Ends of CHILD SAs. That one has ended is told once, with its last SA: not of those that were
 * replaced, and not of those that lose against another one for the same traffic.
 */
final class ChildClosing {
  private ChildClosing() {}

  /** Takes a CHILD SA out of the kernel and out of the table. */
  static void drop(Turn turn, ChildSa child, String by) {
    remove(turn, child);
    closed(turn, child, by);
  }

  /** The same for one that may have been replaced, of which nothing is told then. */
  static void dropQuietly(Turn turn, ChildSa child, String by) {
    remove(turn, child);
    closedIfLast(turn, child, by);
  }

  /** All go, since their IKE SA ends. */
  static void dropAll(Turn turn, String by) {
    all(turn, turn.sa().children().all(), by);
  }

  /** What has moved to an IKE SA that is gone by now. */
  static void dropOrphans(Turn turn, List<ChildSa> orphans) {
    orphans.forEach(child -> turn.update(s -> s.withChildren(s.children().with(child))));
    all(turn, orphans, "the IKE SA is gone");
  }

  /** Those that carry the traffic come last, so that it is they who are told of. */
  private static void all(Turn turn, List<ChildSa> children, String by) {
    children.stream()
        .sorted(Comparator.comparing(ChildClosing::carries))
        .forEach(child -> dropQuietly(turn, child, by));
  }

  private static boolean carries(ChildSa child) {
    return switch (child.state()) {
      case INSTALLED, REKEYING -> true;
      case REKEYED, DELETING, CLOSED -> false;
    };
  }

  private static void remove(Turn turn, ChildSa child) {
    turn.uninstall(child);
    turn.update(s -> s.withChildren(s.children().without(child)));
  }

  /** One of several for the same traffic: what is on its way must still arrive. */
  static boolean isRedundant(Turn turn, ChildSa child) {
    return turn.sa().children().all().stream()
        .filter(c -> !c.inbound().equals(child.inbound()))
        .filter(ChildClosing::isToStay)
        .anyMatch(c ->
            c.reqid() == child.reqid()
                && c.local().equals(child.local())
                && c.remote().equals(child.remote()));
  }

  /** Whether it, or what replaces it, will not go soon, as far as we know. */
  private static boolean isToStay(ChildSa child) {
    return switch (child.state()) {
      case INSTALLED, REKEYING -> true;
      case REKEYED -> child.rival().isPresent();
      // What replaces it may be on its way.
      case CLOSED -> true;
      case DELETING -> false;
    };
  }

  /** Tells of the end of one that was replaced, if the replacement has gone before. */
  static void closedIfLast(Turn turn, ChildSa child, String by) {
    if (!isRedundant(turn, child)) {
      closed(turn, child, by);
    }
  }

  private static void closed(Turn turn, ChildSa child, String by) {
    turn.emit(
        IkeEvent.info("child.closed")
            .with("policy", child.policy().name())
            .with("spi_in", child.inbound().spi())
            .with("spi_out", child.outbound().spi())
            .with("by", by));
  }
}
