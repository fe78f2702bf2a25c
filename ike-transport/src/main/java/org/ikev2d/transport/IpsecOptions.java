package org.ikev2d.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The socket options of Linux that concern IPsec. Numbers from {@code linux/udp.h}, {@code
 * linux/in.h}, {@code linux/in6.h}; structures from {@code linux/pfkeyv2.h} and {@code
 * linux/xfrm.h}, which are in host byte order.
 */
final class IpsecOptions {
  private static final int IPPROTO_IP = 0;
  private static final int IPPROTO_IPV6 = 41;
  private static final int SOL_UDP = 17;
  private static final int UDP_ENCAP_ESPINUDP = 2;
  private static final int POLICY_OCTETS = 16;
  private static final int USERPOLICY_INFO_OCTETS = 168;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  static final IntegerUnixChannelOption UDP_ENCAP =
      new IntegerUnixChannelOption("UDP_ENCAP", SOL_UDP, 100);
  private static final RawUnixChannelOption IP_IPSEC_POLICY =
      new RawUnixChannelOption("IP_IPSEC_POLICY", IPPROTO_IP, 16, POLICY_OCTETS);
  private static final RawUnixChannelOption IPV6_IPSEC_POLICY =
      new RawUnixChannelOption("IPV6_IPSEC_POLICY", IPPROTO_IPV6, 34, POLICY_OCTETS);
  private static final RawUnixChannelOption IP_XFRM_POLICY =
      new RawUnixChannelOption("IP_XFRM_POLICY", IPPROTO_IP, 17, USERPOLICY_INFO_OCTETS);
  private static final RawUnixChannelOption IPV6_XFRM_POLICY =
      new RawUnixChannelOption("IPV6_XFRM_POLICY", IPPROTO_IPV6, 35, USERPOLICY_INFO_OCTETS);

  private IpsecOptions() {}

  /** Lets the kernel take ESP off the socket. Empty when done, else option and error. */
  static Optional<String> encapsulate(Channel channel) {
    return set(channel, UDP_ENCAP, UDP_ENCAP_ESPINUDP);
  }

  /**
   * Exempts the socket from IPsec policies, by way of XFRM or, without that, of PF_KEY. Empty when
   * done, else options and errors.
   */
  static Optional<String> bypass(Channel channel, boolean ipv6) {
    Optional<String> xfrm =
        bothWays(
            channel,
            ipv6 ? IPV6_XFRM_POLICY : IP_XFRM_POLICY,
            xfrmBypass(ipv6, 0),
            xfrmBypass(ipv6, 1));
    if (xfrm.isEmpty()) {
      return xfrm;
    }
    Optional<String> pfkey =
        bothWays(
            channel, ipv6 ? IPV6_IPSEC_POLICY : IP_IPSEC_POLICY, pfkeyBypass(1), pfkeyBypass(2));
    return pfkey.map(error -> xfrm.get() + "; " + error);
  }

  /** With one direction alone requests would leave and their answers be dropped. */
  private static Optional<String> bothWays(
      Channel channel, RawUnixChannelOption option, ByteBuffer in, ByteBuffer out) {
    return set(channel, option, in).or(() -> set(channel, option, out));
  }

  /** {@code struct sadb_x_policy} of type bypass; direction 1 is in, 2 is out. */
  static ByteBuffer pfkeyBypass(int direction) {
    return ByteBuffer.allocateDirect(POLICY_OCTETS)
        .order(ByteOrder.nativeOrder())
        .putShort((short) 2) // length in words of eight octets
        .putShort((short) 18) // SADB_X_EXT_POLICY
        .putShort((short) 4) // IPSEC_POLICY_BYPASS
        .put((byte) direction)
        .rewind();
  }

  /** {@code struct xfrm_userpolicy_info} that allows all; direction 0 is in, 1 is out. */
  static ByteBuffer xfrmBypass(boolean ipv6, int direction) {
    return ByteBuffer.allocateDirect(USERPOLICY_INFO_OCTETS)
        .order(ByteOrder.nativeOrder())
        .putShort(40, (short) (ipv6 ? AF_INET6 : AF_INET)) // sel.family
        .put(160, (byte) direction); // action 0 after it is XFRM_POLICY_ALLOW
  }

  private static <T> Optional<String> set(Channel channel, ChannelOption<T> option, T value) {
    try {
      return channel.config().setOption(option, value)
          ? Optional.empty()
          : Optional.of(option.name() + ": not an option of this kind of socket (NIO engine)");
    } catch (ChannelException e) {
      return Optional.of(option.name() + ": " + reason(e));
    }
  }

  /** The system's words and error number. */
  static String reason(Throwable failure) {
    Throwable cause =
        failure instanceof ChannelException e && e.getCause() != null ? e.getCause() : failure;
    if (cause instanceof Errors.NativeIoException e) {
      return e.getMessage() + " (errno " + -e.expectedErr() + ")";
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
