package org.ikev2d.pki.fetch;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Which addresses a server named by a stranger's certificate may have: none by which that stranger
 * would reach hosts through us that it cannot reach itself (RFC 6890).
 */
final class AddressRules {
  private AddressRules() {}

  static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] octets = address.getAddress();
    return address instanceof Inet6Address ? isPublic6(octets) : isPublic4(octets);
  }

  private static boolean isPublic4(byte[] octets) {
    int first = octets[0] & 0xff;
    int second = octets[1] & 0xff;
    int third = octets[2] & 0xff;
    return first != 0
        && !(first == 100 && second >= 64 && second < 128)
        && !(first == 192 && second == 0 && third == 0)
        && !(first == 198 && (second == 18 || second == 19))
        && first < 240;
  }

  private static boolean isPublic6(byte[] octets) {
    int first = octets[0] & 0xff;
    if ((first & 0xfe) == 0xfc) {
      return false;
    }
    boolean translated =
        first == 0 && octets[1] == 0x64 && (octets[2] & 0xff) == 0xff && (octets[3] & 0xff) == 0x9b;
    if (translated) {
      return isPublicInside(octets, 12);
    }
    boolean sixToFour = first == 0x20 && octets[1] == 0x02;
    if (sixToFour) {
      return isPublicInside(octets, 2);
    }
    // Everything global is in 2000::/3; mapped IPv4 addresses come as Inet4Address.
    return (first & 0xe0) == 0x20;
  }

  /** Addresses that carry an IPv4 address which a translator or relay would send to. */
  private static boolean isPublicInside(byte[] octets, int at) {
    try {
      return isPublic(InetAddress.getByAddress(Arrays.copyOfRange(octets, at, at + 4)));
    } catch (UnknownHostException fourOctetsAlwaysFit) {
      throw new AssertionError(fourOctetsAlwaysFit);
    }
  }
}
