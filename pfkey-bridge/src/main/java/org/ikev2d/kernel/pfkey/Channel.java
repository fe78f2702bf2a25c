package org.ikev2d.kernel.pfkey;

import java.util.Optional;

/** A PF_KEY socket, one message a time. */
interface Channel extends AutoCloseable {
  /** Returns 0 or the error number. */
  int send(byte[] message);

  /**
   * The next message, which the receiver zeroes after use; empty after {@code millis} without one.
   */
  Optional<byte[]> receive(int millis);

  @Override
  void close();
}
