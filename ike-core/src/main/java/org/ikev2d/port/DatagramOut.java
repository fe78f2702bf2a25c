package org.ikev2d.port;

import org.ikev2d.wire.Bytes;

/** Sends IKE messages. */
@FunctionalInterface
public interface DatagramOut {
  /**
   * Sends one message, without its non-ESP marker: the transport adds it where the path wants it.
   */
  void send(Path path, Bytes message);

  /**
   * Keeps the mapping of a NAT in front of us alive on that path (RFC 3948 section 4); each call is
   * undone by one of {@link #letGo}.
   */
  default void keepAlive(Path path) {}

  default void letGo(Path path) {}
}
