package org.ikev2d.kernel.msg;

import java.util.Optional;

/**
 * One transform that a policy demands (sadb_x_ipsecrequest).
 *
 * @param protocol IP protocol number: 50 ESP, 51 AH, 108 IPComp
 * @param mode 1 transport, 2 tunnel, 3 BEET
 * @param level 0 default, 1 use, 2 require, 3 unique
 * @param endpoints outer addresses, in tunnel mode
 */
public record IpsecRequest(
    int protocol, int mode, int level, int reqid, Optional<Endpoints> endpoints) {
  public static final int LEVEL_REQUIRE = 2;
  public static final int LEVEL_UNIQUE = 3;
  public static final int MODE_TRANSPORT = 1;
  public static final int MODE_TUNNEL = 2;

  /** A pair of addresses of one family. */
  public record Endpoints(Sockaddr source, Sockaddr destination) {}
}
