package org.ikev2d.port;

import java.time.Duration;

/**
 * Limits of a CHILD SA; zero in any of them means no limit of that kind.
 *
 * @param soft time after which it is rekeyed
 * @param hard time after which the kernel removes it
 * @param softBytes octets after which it is rekeyed
 * @param hardBytes octets after which the kernel removes it
 * @param idle time without traffic after which it is deleted
 */
public record ChildLifetime(
    Duration soft, Duration hard, long softBytes, long hardBytes, Duration idle) {
  /** Eight hours, rekeyed at 90 percent, no volume limit: the Solaris defaults. */
  public static final ChildLifetime DEFAULT =
      new ChildLifetime(
          Duration.ofSeconds(25_920), Duration.ofSeconds(28_800), 0, 0, Duration.ZERO);
}
