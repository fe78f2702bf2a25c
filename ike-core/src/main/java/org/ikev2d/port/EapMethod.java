package org.ikev2d.port;

import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.Bytes;

/**
 * One side of one EAP method in one conversation (RFC 3748 section 2), without the header of EAP:
 * an adapter for each method, on whose calls the state machine waits outside its own thread. Not
 * safe for use by several threads at a time.
 */
public interface EapMethod extends AutoCloseable {
  /** Of the registry, such as 26; 1 to 253. */
  int type();

  /** For logs, such as {@code EAP-MSCHAPV2}. */
  String label();

  /**
   * Goes on. May block; never throws for what a peer has sent.
   *
   * @param received what follows the type in the peer's message; empty for the server's first step
   */
  Progress step(Optional<Bytes> received);

  /** Why this side has given up, though it still had something to say to the other. */
  default Optional<String> trouble() {
    return Optional.empty();
  }

  /** Zeroes what is left of secrets. */
  @Override
  void close();

  /** What came of a step. */
  sealed interface Progress {
    /**
     * The conversation goes on.
     *
     * @param data what follows the type in our message
     */
    record More(Bytes data) implements Progress {}

    /**
     * The method has succeeded for this side.
     *
     * @param data a client's last answer; empty at a server, which sends EAP Success
     * @param msk the master session key, the receiver's own (RFC 5247)
     * @param identity whom the method has authenticated; empty if that is the identity that was
     *     claimed
     */
    record Done(Optional<Bytes> data, Secret msk, Optional<String> identity) implements Progress {}

    /**
     * It has failed.
     *
     * @param why for our own logs only
     */
    record Failed(String why) implements Progress {}
  }
}
