package org.ikev2d.port;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where a datagram came from or goes to.
 *
 * @param local the address and port of ours that the peer uses
 * @param remote the peer's
 * @param marked whether datagrams on this path carry the non-ESP marker (RFC 3948 section 2.2)
 */
public record Path(InetSocketAddress local, InetSocketAddress remote, boolean marked) {
  public InetAddress localAddress() {
    return local.getAddress();
  }

  public InetAddress remoteAddress() {
    return remote.getAddress();
  }

  @Override
  public String toString() {
    return text(local) + "<->" + text(remote);
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
