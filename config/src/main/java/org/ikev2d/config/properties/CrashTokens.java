package org.ikev2d.config.properties;

import java.util.Locale;

/** Which part we take in quick crash detection (RFC 6290). */
public enum CrashTokens {
  OFF(false, false),
  MAKE(true, false),
  TAKE(false, true),
  BOTH(true, true);

  private final boolean makes;
  private final boolean takes;

  CrashTokens(boolean makes, boolean takes) {
    this.makes = makes;
    this.takes = takes;
  }

  /** Whether peers are told tokens by which they know that we have lost an IKE SA. */
  public boolean makes() {
    return makes;
  }

  /** Whether tokens of peers are kept and believed. */
  public boolean takes() {
    return takes;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
