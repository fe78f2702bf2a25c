package org.ikev2d.payload;

import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.IdType;
import org.ikev2d.wire.PayloadType;

/**
 * Identification payload, IDi or IDr (RFC 7296 section 3.5).
 *
 * @param reserved the three reserved octets as received; zero when we send. They are part of what
 *     AUTH signs (section 2.15), so they are kept.
 */
public record IdPayload(PayloadType type, IdType idType, int reserved, Bytes data)
    implements Payload {
  public IdPayload {
    if (!type.equals(PayloadType.IDI) && !type.equals(PayloadType.IDR)) {
      throw new IllegalArgumentException("not an identification payload: " + type);
    }
  }

  /** The identity without the question which side it stands for. */
  public Identity identity() {
    return new Identity(idType, data);
  }

  /** The octets after the generic header, the input called RestOfIDPayload (section 2.15). */
  public Bytes body() {
    return Bytes.concat(Bytes.of(idType.code(), reserved >>> 16, reserved >>> 8, reserved), data);
  }
}
