package org.ikev2d.transport.gate;

/**
 * How often something may happen.
 *
 * @param perSecond in the long run; 1 to 1 000 000
 * @param burst at once after a rest; 1 to 1 000 000
 */
public record Rate(int perSecond, int burst) {
  private static final int MOST = 1_000_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  public Rate {
    if (perSecond < 1 || perSecond > MOST || burst < 1 || burst > MOST) {
      throw new IllegalArgumentException(
          "rate " + perSecond + "/s, burst " + burst + ": both are 1 to " + MOST);
    }
  }

  /** Nanoseconds between two events in the long run. */
  long spacing() {
    return NANOS_PER_SECOND / perSecond;
  }

  /** How far ahead of the clock a burst may run. */
  long slack() {
    return spacing() * (burst - 1);
  }
}
