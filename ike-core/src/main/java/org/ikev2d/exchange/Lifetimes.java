package org.ikev2d.exchange;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.ikev2d.port.ChildLifetime;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.IkeXform;
import org.ikev2d.port.KernelEvent.Expire;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.ChildSa.ChildState;
import org.ikev2d.sa.IkeSaState.Established;
import org.ikev2d.sa.Task;
import org.ikev2d.sa.TimerKey;

/**
 * Limits of SAs, which each side keeps for itself (RFC 7296 section 2.8). Both sides usually have
 * the same, so that each takes a random bit off, lest both rekey at the same moment.
 */
final class Lifetimes {
  /** At most so much of a lifetime is taken off at random: one part in ten. */
  private static final int JITTER = 10;

  /** An IKE SA may outlive its rekey time by one part in so many. */
  private static final int GRACE = 5;

  /** A rekey may have to wait for other exchanges, and to be repeated. */
  private static final Duration LEAST_GRACE = Duration.ofSeconds(30);

  private Lifetimes() {}

  /** Starts the clocks of a new IKE SA. */
  static void arm(Turn turn, IkeXform xform) {
    Duration life = xform.lifetime();
    if (!life.isZero()) {
      turn.arm(new TimerKey.RekeyIke(), jittered(turn, life));
      Duration part = life.dividedBy(GRACE);
      Duration grace = part.compareTo(LEAST_GRACE) < 0 ? LEAST_GRACE : part;
      turn.arm(new TimerKey.IkeExpiry(), life.plus(grace));
    }
  }

  /** The limits for a new CHILD SA. */
  static ChildLifetime jittered(Turn turn) {
    ChildLifetime life =
        turn.sa().rule().map(PeerRule::childLifetime).orElse(ChildLifetime.DEFAULT);
    long bytes =
        life.softBytes() == 0 ? 0 : life.softBytes() - below(turn, life.softBytes() / JITTER);
    return new ChildLifetime(
        jittered(turn, life.soft()), life.hard(), bytes, life.hardBytes(), life.idle());
  }

  /** The rekey time of the IKE SA has come. */
  static void rekeyDue(Turn turn) {
    if (turn.sa().state() instanceof Established
        && turn.sa().queue().stream().noneMatch(t -> t instanceof Task.RekeyIke)
        && !Collisions.isRekeyingIke(turn.sa())) {
      Tasks.add(turn, new Task.RekeyIke(OptionalLong.empty()));
    }
  }

  /** Nothing has taken the place of the IKE SA in time. */
  static void ikeExpired(Turn turn) {
    if (turn.sa().state() instanceof Established) {
      turn.emit(IkeEvent.warn("ike.expired").with("limit", "hard"));
      Tasks.add(turn, new Task.DeleteIke("lifetime", OptionalLong.empty()));
    }
  }

  /** The kernel says that a lifetime of one half of a CHILD SA has ended. */
  static void childExpired(Turn turn, Expire expire) {
    List<ChildSa> named =
        turn.sa().children().all().stream()
            .filter(c -> c.inbound().equals(expire.id()) || c.outbound().equals(expire.id()))
            .toList();
    for (ChildSa child : named) {
      turn.emit(
          IkeEvent.info("child.expired")
              .with("spi_in", child.spi())
              .with("limit", expire.hard() ? "hard" : "soft"));
      if (expire.hard()) {
        hard(turn, child);
      } else if (child.state() == ChildState.INSTALLED && !isQueued(turn, child)) {
        Tasks.add(turn, new Task.RekeyChild(child.protocol(), child.spi(), OptionalLong.empty()));
      }
    }
  }

  /** A replaced CHILD SA just goes; one in use is deleted at the peer too. */
  private static void hard(Turn turn, ChildSa child) {
    switch (child.state()) {
      case REKEYED -> {
        ChildRekey.switchOver(turn, child);
        ChildClosing.dropQuietly(turn, child, "lifetime");
      }
      case INSTALLED, REKEYING ->
          Tasks.add(
              turn, new Task.DeleteChild(child.protocol(), child.spi(), OptionalLong.empty()));
      case DELETING -> {}
    }
  }

  private static boolean isQueued(Turn turn, ChildSa child) {
    return turn.sa().queue().stream()
        .anyMatch(t -> t instanceof Task.RekeyChild r && r.spi().equals(child.spi()));
  }

  private static Duration jittered(Turn turn, Duration life) {
    return life.minusNanos(below(turn, life.toNanos() / JITTER));
  }

  private static long below(Turn turn, long bound) {
    return bound <= 0 ? 0 : Math.floorMod(turn.context().random().nextLong(), bound);
  }
}
