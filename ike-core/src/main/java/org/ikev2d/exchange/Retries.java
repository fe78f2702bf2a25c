package org.ikev2d.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.Message;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.SaId;
import org.ikev2d.sa.Task;
import org.ikev2d.sa.TimerKey;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.NotifyType;

/** Later tries of what the peer, or we, could not do for the moment (RFC 7296 section 2.25). */
final class Retries {
  private static final long FIRST_PAUSE_MILLIS = 1_000;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;

  /** After several minutes of failures the IKE SA is of no use (section 2.25). */
  private static final long LONGEST_NANOS = Duration.ofMinutes(4).toNanos();

  private Retries() {}

  /** How often in a row the peer could not serve us, since when. */
  record Failures(int count, long sinceNanos) implements Trait {}

  /** Tasks that wait for a better moment. */
  record Postponed(List<Task> tasks) implements Trait {
    Postponed {
      tasks = List.copyOf(tasks);
    }
  }

  static List<Task> putOff(Turn turn) {
    return turn.traits().get(Postponed.class).map(Postponed::tasks).orElse(List.of());
  }

  /** The better moment has come for one of them, unless it has gone elsewhere. */
  static void due(Turn turn, Task task) {
    List<Task> rest = new ArrayList<>(putOff(turn));
    if (rest.remove(task)) {
      turn.learn(new Postponed(rest));
      Tasks.add(turn, task);
    }
  }

  /** An answer has come to a request that a peer may be unable to serve for the moment. */
  static void answered(Turn turn, Message message) {
    if (!message.hasNotify(NotifyType.TEMPORARY_FAILURE) && turn.traits().has(Failures.class)) {
      turn.update(s -> s.withTraits(s.traits().without(Failures.class)));
    }
  }

  /** Whether the answer asks us to come again later; then that is arranged. */
  static boolean postponed(Turn turn, Message message, Task task, List<SaId> larval) {
    if (!message.hasNotify(NotifyType.TEMPORARY_FAILURE)) {
      return false;
    }
    turn.remove(larval);
    later(turn, task);
    return true;
  }

  /** Something of ours is in the way, for a moment. */
  static void soon(Turn turn, Task task) {
    putOff(turn, task, FIRST_PAUSE_MILLIS);
  }

  static void later(Turn turn, Task task) {
    long now = turn.context().nanos();
    Failures before = turn.traits().get(Failures.class).orElse(new Failures(0, now));
    int count = before.count() + 1;
    turn.learn(new Failures(count, before.sinceNanos()));
    if (now - before.sinceNanos() > LONGEST_NANOS) {
      turn.emit(IkeEvent.warn("ike.stuck").with("temporary_failures", count));
      turn.report(
          task.command(),
          Optional.of(
              new Refusal.NotPossible(
                  "CREATE_CHILD_SA",
                  "the peer has put us off for minutes",
                  NotifyType.TEMPORARY_FAILURE)));
      Tasks.add(turn, new Task.DeleteIke("peer cannot serve us", OptionalLong.empty()));
      return;
    }
    turn.emit(IkeEvent.debug("exchange.postponed").with("temporary_failures", count));
    long pause = Math.min(FIRST_PAUSE_MILLIS << Math.min(count, 10), LONGEST_PAUSE_MILLIS);
    long random = Math.floorMod(turn.context().random().nextLong(), pause);
    putOff(turn, task, pause / 2 + random);
  }

  private static void putOff(Turn turn, Task task, long millis) {
    List<Task> all = new ArrayList<>(putOff(turn));
    all.add(task);
    turn.learn(new Postponed(all));
    turn.arm(new TimerKey.Retry(task), Duration.ofMillis(millis));
  }
}
