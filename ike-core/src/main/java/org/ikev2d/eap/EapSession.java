package org.ikev2d.eap;

import java.util.Optional;
import org.ikev2d.port.Credentials;
import org.ikev2d.wire.Bytes;

/**
 * One side of an EAP conversation. It is worked on outside the IKE SA's own thread, by one thread
 * at a time.
 */
public sealed interface EapSession extends AutoCloseable permits EapClient, EapServer {
  /** Messages of the peer in one conversation; EAP-TLS with long chains needs some twenty. */
  int MOST_ROUNDS = 64;

  /** Octets of the peer in one conversation. */
  int MOST_OCTETS = 65_536;

  /**
   * Takes the peer's message; may block.
   *
   * @param message empty for the server's first step
   */
  EapOutcome step(Credentials credentials, Optional<Bytes> message);

  /** Why this side has given up, though it still has something to say to the other. */
  Optional<String> trouble();

  /** Zeroes what is left of secrets. */
  @Override
  void close();
}
