package org.ikev2d.actor;

import java.util.Map;

/**
 * Counts since the start, as {@code ikeadm get stats} shows them.
 *
 * @param failures by reason, see {@link org.ikev2d.negotiate.Refusal#reason}
 */
public record EndpointCounters(
    Side initiator,
    Side responder,
    long initiatorTimeouts,
    int halfOpen,
    int children,
    long unknownSpi,
    long mailboxOverflows,
    long faults,
    Map<String, Long> failures) {
  public EndpointCounters {
    failures = Map.copyOf(failures);
  }

  /**
   * @param current established now
   * @param total established ever
   * @param attempted begun
   * @param failed begun and not established
   */
  public record Side(long current, long total, long attempted, long failed) {}
}
