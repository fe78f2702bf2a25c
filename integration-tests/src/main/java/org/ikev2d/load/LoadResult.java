package org.ikev2d.load;

import java.time.Duration;
import java.util.Map;

/**
 * What came of a plan.
 *
 * @param established handshakes that gave an IKE SA with a CHILD SA
 * @param failures the others by reason, see {@link org.ikev2d.negotiate.Refusal#reason}
 * @param latencies nanoseconds from the first datagram to establishment, ascending
 */
public record LoadResult(
    int established, Map<String, Integer> failures, Duration elapsed, long[] latencies) {
  public double perSecond() {
    return established / Math.max(1e-9, elapsed.toNanos() / 1e9);
  }

  public int failed() {
    return failures.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The latency in milliseconds that such a part of the handshakes kept below, 0 to 1. */
  public double millisAt(double part) {
    if (latencies.length == 0) {
      return Double.NaN;
    }
    int index = (int) Math.min(latencies.length - 1, Math.floor(part * latencies.length));
    return latencies[index] / 1e6;
  }
}
