package org.ikev2d.transport.gate;

import java.time.Duration;

/**
 * Limits of the gate.
 *
 * @param cookieTotal half-open IKE SAs from which on cookies are demanded; 0 demands them always
 * @param cookiePerSource the same for one source
 * @param maxPerSource half-open IKE SAs with one source beyond which it gets no more
 * @param maxTotal half-open IKE SAs beyond which nobody gets one
 * @param unproven initial requests of one source beyond which cookies are demanded of it
 * @param proven initial requests with a valid cookie of one source that are let through
 * @param cookieReplies demands for a cookie sent to one source
 * @param secretLife how long cookies are made with one secret; they are accepted for as long again
 * @param sources remembered by each of the limits
 */
public record GateSettings(
    int cookieTotal,
    int cookiePerSource,
    int maxPerSource,
    int maxTotal,
    Rate unproven,
    Rate proven,
    Rate cookieReplies,
    Duration secretLife,
    int sources) {
  /** The two thresholds for cookies are those of strongSwan. */
  public static final GateSettings DEFAULT =
      new GateSettings(
          30,
          3,
          50,
          10_000,
          new Rate(20, 50),
          new Rate(50, 100),
          new Rate(50, 100),
          Duration.ofSeconds(60),
          16_384);

  public GateSettings {
    if (cookieTotal < 0 || cookiePerSource < 0 || maxPerSource < 1 || maxTotal < 1) {
      throw new IllegalArgumentException("a limit of half-open IKE SAs is negative or lets none");
    }
    if (sources < 1 || !secretLife.isPositive()) {
      throw new IllegalArgumentException("sources and secretLife must be positive");
    }
  }

  /** The same but for when cookies are demanded. */
  public GateSettings withCookies(int total, int perSource) {
    return new GateSettings(
        total,
        perSource,
        maxPerSource,
        maxTotal,
        unproven,
        proven,
        cookieReplies,
        secretLife,
        sources);
  }

  /** The same but for how many half-open IKE SAs there may be. */
  public GateSettings withHalfOpen(int perSource, int total) {
    return new GateSettings(
        cookieTotal,
        cookiePerSource,
        perSource,
        total,
        unproven,
        proven,
        cookieReplies,
        secretLife,
        sources);
  }

  /** The same but for the rates of initial requests. */
  public GateSettings withRates(Rate beforeCookies, Rate withCookie) {
    return new GateSettings(
        cookieTotal,
        cookiePerSource,
        maxPerSource,
        maxTotal,
        beforeCookies,
        withCookie,
        cookieReplies,
        secretLife,
        sources);
  }
}
