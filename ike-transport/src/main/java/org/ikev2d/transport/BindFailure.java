package org.ikev2d.transport;

import java.net.InetAddress;

/**
 * An address and port on which we do not listen although we should.
 *
 * @param reason the system's words, such as {@code Address already in use}
 */
public record BindFailure(InetAddress address, int port, String reason) {
  @Override
  public String toString() {
    String host = address.getHostAddress();
    return "UDP " + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port + ": " + reason;
  }
}
