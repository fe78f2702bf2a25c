package org.ikev2d.eap;

import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.Bytes;

/** What came of one message of an EAP conversation. */
public sealed interface EapOutcome {
  /** Send it, and wait for the peer's. */
  record Send(Bytes message) implements EapOutcome {}

  /**
   * EAP is over, and both sides have a key.
   *
   * @param message EAP Success of a server; empty at a client
   * @param msk closed by the receiver
   * @param how name of the method, for logs
   * @param identity whom the method has authenticated; empty if that is whom the peer claimed to be
   */
  record Succeeded(Optional<Bytes> message, Secret msk, String how, Optional<String> identity)
      implements EapOutcome {}

  /**
   * EAP is over in vain.
   *
   * @param message EAP Failure of a server; empty at a client
   * @param byPeer whether the peer has said so, and so knows
   */
  record Failed(Optional<Bytes> message, String why, boolean byPeer) implements EapOutcome {}
}
