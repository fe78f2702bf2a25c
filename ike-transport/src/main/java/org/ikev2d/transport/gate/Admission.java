package org.ikev2d.transport.gate;

import org.ikev2d.port.Path;
import org.ikev2d.wire.Bytes;

/**
 * Decides on a datagram before anything is stored for it. Called on network loops: never blocks.
 */
@FunctionalInterface
public interface Admission {
  /** Lets everything pass. */
  Admission ALL = (path, datagram) -> Verdict.PASS;

  Verdict admit(Path path, Bytes datagram);
}
