package org.ikev2d.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.IkeSaState.Established;
import org.ikev2d.sa.Role;
import org.ikev2d.sa.Task;
import org.ikev2d.sa.TimerKey;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.NotifyType;

/**
 * How long an authentication is good for (RFC 4478): the responder tells the initiator, who
 * authenticates anew in time. The limit stays when the IKE SA is rekeyed.
 */
final class AuthLifetime implements Contributor {
  /** At most so much of the time is taken off at random: one part in ten. */
  private static final int JITTER = 10;

  /** A responder waits that much longer: the initiator may have begun late, or try again. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** Lest a peer that allows no time at all has us begin again without a pause. */
  private static final long LEAST_SECONDS = 1;

  /** By then an attempt has ended, or it has succeeded and this IKE SA is gone. */
  private static final Duration RETRY = Duration.ofMinutes(5);

  /**
   * The limit of this IKE SA and of those that replace it by a rekey.
   *
   * @param initiated whether we began the first of them: the one who did authenticates anew
   * @param due when, on the clock of {@link Context#nanos}
   */
  record Limit(boolean initiated, long due) implements Trait {}

  /** The peers have just authenticated each other. */
  static void begin(Turn turn, PeerRule rule) {
    boolean initiated = turn.sa().role() == Role.INITIATOR;
    Duration life = rule.authLifetime();
    if (!life.isZero()) {
      long off = initiated ? below(turn, life.toNanos() / JITTER) : -GRACE.toNanos();
      limit(turn, initiated, Math.max(0, life.toNanos() - off - gone(turn)));
    }
  }

  /** Since the proof of identity that a ticket stands for; nanoseconds. */
  private static long gone(Turn turn) {
    return turn.traits()
        .get(Resumption.Since.class)
        .map(s -> Math.max(0, turn.context().epochMillis() - s.epochMillis()))
        .map(millis -> Duration.ofMillis(millis).toNanos())
        .orElse(0L);
  }

  /** The IKE SA has just come out of a rekey. */
  static void adopted(Turn turn) {
    turn.traits().get(Limit.class).ifPresent(limit -> arm(turn, limit));
  }

  /** The time has come. */
  static void due(Turn turn) {
    Optional<Limit> limit = turn.traits().get(Limit.class);
    if (limit.isEmpty() || !(turn.sa().state() instanceof Established)) {
      return;
    }
    if (limit.get().initiated()) {
      turn.arm(new TimerKey.AuthLifetime(), RETRY);
      Reauthentication.start(turn, OptionalLong.empty());
    } else {
      turn.emit(IkeEvent.warn("ike.expired").with("limit", "authentication"));
      Tasks.add(turn, new Task.DeleteIke("authentication lifetime", OptionalLong.empty()));
    }
  }

  @Override
  public List<Payload> trailing(Stage stage, Turn turn) {
    if (stage != Stage.AUTH_RESPONSE || !(turn.sa().state() instanceof Established state)) {
      return List.of();
    }
    Duration life = state.rule().authLifetime();
    if (life.isZero()) {
      return List.of();
    }
    long left = Math.max(LEAST_SECONDS, life.minusNanos(gone(turn)).toSeconds());
    return List.of(NotifyPayload.of(NotifyType.AUTH_LIFETIME, Bytes.ofInt((int) left)));
  }

  @Override
  public void read(Stage stage, Message message, Turn turn) {
    boolean initiated =
        turn.traits()
            .get(Limit.class)
            .map(Limit::initiated)
            .orElse(turn.sa().role() == Role.INITIATOR);
    if (initiated && (stage == Stage.AUTH_RESPONSE || stage == Stage.INFORMATIONAL_REQUEST)) {
      message
          .notifies(NotifyType.AUTH_LIFETIME)
          .filter(n -> n.data().length() == 4)
          .map(n -> Integer.toUnsignedLong(n.data().intAt(0)))
          .findFirst()
          .ifPresent(seconds -> told(turn, seconds));
    }
  }

  /** The peer counts from when it sent that, and ends the IKE SA at that very time. */
  private static void told(Turn turn, long seconds) {
    turn.emit(IkeEvent.info("ike.authentication.limited").with("seconds", seconds));
    long life = Duration.ofSeconds(Math.max(seconds, LEAST_SECONDS)).toNanos();
    long part = life / JITTER;
    limit(turn, true, life - part - below(turn, part));
  }

  /** The earlier limit counts. */
  private static void limit(Turn turn, boolean initiated, long rest) {
    Limit limit = new Limit(initiated, turn.context().nanos() + rest);
    boolean earlier =
        turn.traits().get(Limit.class).filter(l -> l.due() - limit.due() <= 0).isPresent();
    if (!earlier) {
      turn.learn(limit);
      arm(turn, limit);
    }
  }

  private static void arm(Turn turn, Limit limit) {
    turn.arm(
        new TimerKey.AuthLifetime(),
        Duration.ofNanos(Math.max(0, limit.due() - turn.context().nanos())));
  }

  private static long below(Turn turn, long bound) {
    return bound <= 0 ? 0 : Math.floorMod(turn.context().random().nextLong(), bound);
  }
}
