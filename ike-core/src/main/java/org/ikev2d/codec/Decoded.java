package org.ikev2d.codec;

import java.util.Optional;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;

/** What came of reading one IKE message. */
public sealed interface Decoded {
  /** Well formed. An SK or SKF payload at its end is still closed. */
  record Complete(Message message) implements Decoded {}

  /**
   * Not well formed, or not for this version.
   *
   * @param header present where the 28 octets of it were there; nothing vouches for its content
   */
  record Malformed(Optional<MessageHeader> header, Problem problem) implements Decoded {}
}
