package org.ikev2d.kernel.msg;

import java.util.Map;

/** An SA type (RFC 2367 section 2.3.1), as all systems but OpenBSD number them. */
public record SaType(int code) {
  public static final SaType UNSPEC = new SaType(0);
  public static final SaType AH = new SaType(2);
  public static final SaType ESP = new SaType(3);
  public static final SaType IPCOMP = new SaType(9);

  private static final Names NAMES =
      new Names(
          "SATYPE",
          Map.of(
              0, "UNSPEC", 2, "AH", 3, "ESP", 5, "RSVP", 6, "OSPFV2", 7, "RIPV2", 8, "MIP", 9,
              "IPCOMP"));

  /** The name, or the number for a code without one. */
  @Override
  public String toString() {
    return NAMES.of(code);
  }
}
