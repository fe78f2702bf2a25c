package org.ikev2d.kernel.msg;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.ikev2d.wire.Bytes;

/**
 * A socket address.
 *
 * <p>Holds octets and not an {@link InetAddress}, which would turn an IPv4-mapped IPv6 address into
 * an IPv4 one.
 *
 * @param address 4 or 16 octets
 * @param port 0 to 65535
 * @param flowInfo IPv6 only
 * @param scope IPv6 only, index of an interface
 */
public record Sockaddr(Bytes address, int port, int flowInfo, int scope) {
  public Sockaddr {
    if (address.length() != 4 && address.length() != 16) {
      throw new IllegalArgumentException("an address has 4 or 16 octets, not " + address.length());
    }
  }

  public static Sockaddr of(InetAddress address) {
    return of(address, 0);
  }

  public static Sockaddr of(InetAddress address, int port) {
    int scope = address instanceof java.net.Inet6Address six ? six.getScopeId() : 0;
    return new Sockaddr(Bytes.wrap(address.getAddress()), port, 0, scope);
  }

  public boolean isIpv4() {
    return address.length() == 4;
  }

  /** The number of bits of an address of this family: 32 or 128. */
  public int bits() {
    return address.length() * 8;
  }

  public InetAddress toInetAddress() {
    try {
      return InetAddress.getByAddress(address.toArray());
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
