package org.ikev2d.codec;

import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.GroupId;

/** Key Exchange and Nonce payloads (RFC 7296 sections 3.4 and 3.9). */
final class KeyExchangeCodec {
  private static final int MIN_NONCE = 16;
  private static final int MAX_NONCE = 256;

  private KeyExchangeCodec() {}

  static KePayload readKe(Cursor body) {
    GroupId group = new GroupId(body.u16());
    body.skipReserved(2);
    return new KePayload(group, body.restNotEmpty("key exchange data"));
  }

  static void write(Writer out, KePayload ke) {
    out.u16(ke.group().code()).zeros(2).bytes(ke.data());
  }

  static NoncePayload readNonce(Cursor body) {
    Bytes nonce = body.rest();
    if (nonce.length() < MIN_NONCE || nonce.length() > MAX_NONCE) {
      throw body.failure(
          Kind.SYNTAX,
          "nonce of %d octets, should be %d to %d".formatted(nonce.length(), MIN_NONCE, MAX_NONCE));
    }
    return new NoncePayload(nonce);
  }

  static void write(Writer out, NoncePayload nonce) {
    out.bytes(nonce.nonce());
  }
}
