package org.ikev2d.transport;

import org.ikev2d.port.Path;
import org.ikev2d.wire.Bytes;

/**
 * Takes ESP packets that arrive in UDP (RFC 3948 section 2.1) where no kernel takes them off the
 * socket.
 */
@FunctionalInterface
public interface EspSink {
  /** Called on a network loop: must not block. The packet starts with a non-zero SPI. */
  void received(Path path, Bytes packet);
}
