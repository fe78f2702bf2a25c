package org.ikev2d.sim;

import java.time.Duration;
import java.util.List;

/** What the network does to datagrams while it is noisy. */
enum Weather {
  CALM(0, 0, false),
  LOSS(30, 0, false),
  REPETITION(0, 30, false),
  DISORDER(0, 0, true),
  STORM(30, 10, true);

  private final int lostPercent;
  private final int twicePercent;
  private final boolean late;

  Weather(int lostPercent, int twicePercent, boolean late) {
    this.lostPercent = lostPercent;
    this.twicePercent = twicePercent;
    this.late = late;
  }

  /**
   * The fate of one datagram, which depends on nothing but the seed and its number.
   *
   * @param number how many went before it
   */
  List<SimNetwork.Delivery> fate(SimNetwork.Packet packet, long seed, int number) {
    long dice = mix(seed * 1_000_003 + number);
    int percent = (int) Long.remainderUnsigned(dice, 100);
    if (percent < lostPercent) {
      return List.of();
    }
    SimNetwork.Delivery first = new SimNetwork.Delivery(packet, delay(mix(dice)));
    return percent < lostPercent + twicePercent
        ? List.of(first, new SimNetwork.Delivery(packet, delay(mix(dice + 1))))
        : List.of(first);
  }

  /** Most of the delays let datagrams overtake each other, some let whole exchanges do so. */
  private Duration delay(long dice) {
    if (!late) {
      return SimNetwork.LATENCY;
    }
    int most = (dice & 7) == 0 ? 900 : 60;
    return Duration.ofMillis(5 + Long.remainderUnsigned(dice >>> 3, most));
  }

  private static long mix(long value) {
    long z = value * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
