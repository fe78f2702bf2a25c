package org.ikev2d.control;

/**
 * Counters of IKE SAs since the daemon started.
 *
 * @param current alive now
 * @param total ever established
 * @param attempted started
 * @param failed started and not established
 * @param initiatorTimeouts the part of the initiator's failures where the peer did not answer
 */
public record StatsView(
    Count current, Count total, Count attempted, Count failed, long initiatorTimeouts) {
  /** One counter by our role. */
  public record Count(long initiator, long responder) {}
}
