package org.ikev2d.payload;

import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;

/**
 * The IKE header without what the codec derives (RFC 7296 section 3.1).
 *
 * @param majorVersion 0 to 15; 2 in all we send
 * @param minorVersion 0 to 15; ignored on receipt
 * @param fromInitiator the Initiator flag: the sender is the original initiator of the IKE SA
 * @param response the Response flag
 * @param messageId an unsigned 32-bit number
 */
public record MessageHeader(
    IkeSpi initiatorSpi,
    IkeSpi responderSpi,
    int majorVersion,
    int minorVersion,
    ExchangeType exchange,
    boolean fromInitiator,
    boolean response,
    int messageId) {
  /** A header of version 2.0. */
  public static MessageHeader of(
      IkeSpi initiatorSpi,
      IkeSpi responderSpi,
      ExchangeType exchange,
      boolean fromInitiator,
      boolean response,
      int messageId) {
    return new MessageHeader(
        initiatorSpi, responderSpi, 2, 0, exchange, fromInitiator, response, messageId);
  }

  /** The SPI that the receiver of this message chose. */
  public IkeSpi receiverSpi() {
    return fromInitiator ? responderSpi : initiatorSpi;
  }
}
