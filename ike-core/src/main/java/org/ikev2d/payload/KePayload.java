package org.ikev2d.payload;

import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.PayloadType;

/** Key Exchange payload (RFC 7296 section 3.4). */
public record KePayload(GroupId group, Bytes data) implements Payload {
  @Override
  public PayloadType type() {
    return PayloadType.KE;
  }
}
