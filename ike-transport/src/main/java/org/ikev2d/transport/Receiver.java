package org.ikev2d.transport;

import org.ikev2d.port.Path;
import org.ikev2d.wire.Bytes;

/** Takes the IKE messages that passed the gate. */
@FunctionalInterface
public interface Receiver {
  /**
   * Called on a network loop: must not block, and bounds what it queues.
   *
   * @param datagram an IKE message, its non-ESP marker removed
   */
  void received(Path path, Bytes datagram);
}
