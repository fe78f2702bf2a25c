package org.ikev2d.payload;

import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.PayloadType;

/** EAP payload: one EAP message, opaque here (RFC 7296 section 3.16). */
public record EapPayload(Bytes message) implements Payload {
  @Override
  public PayloadType type() {
    return PayloadType.EAP;
  }
}
