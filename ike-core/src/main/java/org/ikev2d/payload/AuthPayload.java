package org.ikev2d.payload;

import org.ikev2d.wire.AuthMethod;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.PayloadType;

/** Authentication payload (RFC 7296 section 3.8). */
public record AuthPayload(AuthMethod method, Bytes data) implements Payload {
  @Override
  public PayloadType type() {
    return PayloadType.AUTH;
  }
}
