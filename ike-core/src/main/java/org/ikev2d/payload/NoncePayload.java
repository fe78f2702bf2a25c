package org.ikev2d.payload;

import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.PayloadType;

/** Nonce payload: 16 to 256 octets (RFC 7296 section 3.9). */
public record NoncePayload(Bytes nonce) implements Payload {
  @Override
  public PayloadType type() {
    return PayloadType.NONCE;
  }
}
