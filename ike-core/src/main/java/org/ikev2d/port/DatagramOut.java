package org.ikev2d.port;

import org.ikev2d.wire.Bytes;

/** Sends IKE messages. */
@FunctionalInterface
public interface DatagramOut {
  /**
   * Sends one message, without its non-ESP marker: the transport adds it where the path wants it.
   */
  void send(Path path, Bytes message);
}
