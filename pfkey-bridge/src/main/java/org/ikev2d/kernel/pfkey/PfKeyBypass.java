package org.ikev2d.kernel.pfkey;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.ikev2d.kernel.msg.SadbExtension.Policy;
import org.ikev2d.port.Direction;

/**
 * The socket option that exempts a socket's own datagrams from the SPD, so that IKE can be spoken
 * where the policy protects everything else.
 *
 * <p>Both directions must be set: with OUT alone the answers are dropped. On an AF_INET6 socket the
 * IPv6 option does not exempt IPv4-mapped traffic, and the IPv4 option is refused: use one socket
 * for each family. Needs CAP_NET_ADMIN.
 */
public final class PfKeyBypass {
  /** IPPROTO_IP. */
  public static final int LEVEL_IPV4 = 0;

  /** IP_IPSEC_POLICY. */
  public static final int OPTION_IPV4 = 16;

  /** IPPROTO_IPV6. */
  public static final int LEVEL_IPV6 = 41;

  /** IPV6_IPSEC_POLICY. */
  public static final int OPTION_IPV6 = 34;

  private static final short WORDS = 2;
  private static final short EXT_X_POLICY = 18;

  private PfKeyBypass() {}

  /**
   * The option's value, a sadb_x_policy of type bypass.
   *
   * @throws IllegalArgumentException for FORWARD, which sockets do not have
   */
  public static byte[] option(Direction direction) {
    if (direction == Direction.FORWARD) {
      throw new IllegalArgumentException("a socket has no forward policy");
    }
    return ByteBuffer.allocate(WORDS * 8)
        .order(ByteOrder.nativeOrder())
        .putShort(WORDS)
        .putShort(EXT_X_POLICY)
        .putShort((short) Policy.BYPASS)
        .put((byte) Directions.code(direction))
        .array();
  }
}
