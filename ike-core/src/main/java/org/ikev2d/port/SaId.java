package org.ikev2d.port;

import java.net.InetAddress;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ProtocolId;

/**
 * What identifies an SA in the SADB.
 *
 * @param source needed by PF_KEY in every request although it takes no part in the look-up
 */
public record SaId(ProtocolId protocol, ChildSpi spi, InetAddress source, InetAddress destination) {
  @Override
  public String toString() {
    return protocol
        + " "
        + spi
        + " "
        + source.getHostAddress()
        + "->"
        + destination.getHostAddress();
  }
}
