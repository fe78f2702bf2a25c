package org.ikev2d.exchange;

import java.time.Duration;
import org.ikev2d.sa.Task;
import org.ikev2d.sa.TimerKey;

/** Asks a silent peer for a sign of life (RFC 7296 section 2.4). */
final class Liveness {
  private Liveness() {}

  static void arm(Turn turn) {
    Duration silence = turn.context().settings().liveness();
    if (!silence.isZero()) {
      turn.arm(new TimerKey.Liveness(), silence);
    }
  }

  static void due(Turn turn) {
    Duration silence = turn.context().settings().liveness();
    long quiet = turn.context().nanos() - turn.sa().lastInboundNanos();
    if (quiet < silence.toNanos()) {
      turn.arm(new TimerKey.Liveness(), silence.minusNanos(quiet));
      return;
    }
    if (turn.sa().outbound().pending().isEmpty()) {
      Tasks.add(turn, new Task.Liveness(java.util.OptionalLong.empty()));
    }
    turn.arm(new TimerKey.Liveness(), silence);
  }
}
