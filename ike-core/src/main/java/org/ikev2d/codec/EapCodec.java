package org.ikev2d.codec;

import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.payload.EapPayload;
import org.ikev2d.wire.Bytes;

/** EAP payload: one message that knows its length (RFC 7296 section 3.16, RFC 3748 section 4). */
final class EapCodec {
  private static final int EAP_HEADER = 4;
  private static final int LENGTH_AT = 2;

  private EapCodec() {}

  static EapPayload read(Cursor body) {
    Bytes message = body.rest();
    if (message.length() < EAP_HEADER) {
      throw body.failure(Kind.TOO_SHORT, "EAP message of " + message.length() + " octets");
    }
    int announced = message.shortAt(LENGTH_AT);
    if (announced != message.length()) {
      throw body.failure(
          Kind.LENGTH_MISMATCH,
          "EAP length " + announced + " in a body of " + message.length() + " octets");
    }
    return new EapPayload(message);
  }
}
