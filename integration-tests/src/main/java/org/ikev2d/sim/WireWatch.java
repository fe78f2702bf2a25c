package org.ikev2d.sim;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;

/**
 * Watches the wire: a message is repeated bit by bit (RFC 7296 section 2.1), so that two different
 * answers to one request show that it was executed twice.
 */
final class WireWatch {
  private static final int NEXT_PAYLOAD_OFFSET = 16;
  private static final int SK = 46;

  private record Key(
      IkeSpi initiator, IkeSpi responder, boolean fromInitiator, boolean response, int id) {}

  private final Map<Key, Bytes> seen = new HashMap<>();
  private final Consumer<String> violation;

  WireWatch(Consumer<String> violation) {
    this.violation = violation;
  }

  void sent(Bytes datagram) {
    MessageHeader header = MessageCodec.peekHeader(datagram).orElseThrow();
    if (header.exchange().equals(ExchangeType.IKE_SA_INIT)
        || (datagram.at(NEXT_PAYLOAD_OFFSET) & 0xff) != SK) {
      return;
    }
    Bytes first =
        seen.putIfAbsent(
            new Key(
                header.initiatorSpi(),
                header.responderSpi(),
                header.fromInitiator(),
                header.response(),
                header.messageId()),
            datagram);
    if (first != null && !first.equals(datagram)) {
      violation.accept(
          "two different "
              + (header.response() ? "answers" : "requests")
              + " with message ID "
              + header.messageId()
              + " of "
              + header.exchange());
    }
  }
}
