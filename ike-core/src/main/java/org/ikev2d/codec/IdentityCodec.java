package org.ikev2d.codec;

import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.wire.AuthMethod;
import org.ikev2d.wire.IdType;
import org.ikev2d.wire.PayloadType;

/** Identification and Authentication payloads (RFC 7296 sections 3.5 and 3.8). */
final class IdentityCodec {
  private IdentityCodec() {}

  /** The reserved octets are kept: AUTH signs them as they came (section 2.15). */
  static IdPayload readId(PayloadType side, Cursor body) {
    return new IdPayload(side, new IdType(body.u8()), body.u24(), body.rest());
  }

  static void write(Writer out, IdPayload id) {
    out.u8(id.idType().code()).u24(id.reserved()).bytes(id.data());
  }

  static AuthPayload readAuth(Cursor body) {
    AuthMethod method = new AuthMethod(body.u8());
    body.skipReserved(3);
    return new AuthPayload(method, body.restNotEmpty("authentication data"));
  }

  static void write(Writer out, AuthPayload auth) {
    out.u8(auth.method().code()).zeros(3).bytes(auth.data());
  }
}
