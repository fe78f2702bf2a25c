package org.ikev2d.codec;

import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.payload.EncryptedFragmentPayload;
import org.ikev2d.payload.EncryptedPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.PayloadType;

/** SK and SKF as they travel (RFC 7296 section 3.14, RFC 7383 section 2.5). */
final class SealedCodec {
  /** Octets of the fragment number and the total together. */
  static final int FRAGMENT_FIELDS = 4;

  private SealedCodec() {}

  static boolean isSealed(PayloadType type) {
    return type.equals(PayloadType.SK) || type.equals(PayloadType.SKF);
  }

  /** What the Next Payload field of a sealed payload says. */
  static PayloadType firstInner(Payload payload) {
    if (payload instanceof EncryptedPayload whole) {
      return whole.firstInner();
    }
    if (payload instanceof EncryptedFragmentPayload part) {
      return part.firstInner();
    }
    throw notSealed(payload);
  }

  /** IV, ciphertext and ICV. */
  static Bytes data(Payload payload) {
    if (payload instanceof EncryptedPayload whole) {
      return whole.data();
    }
    if (payload instanceof EncryptedFragmentPayload part) {
      return part.data();
    }
    throw notSealed(payload);
  }

  static Payload read(PayloadType type, PayloadType firstInner, Cursor body) {
    if (type.equals(PayloadType.SK)) {
      return new EncryptedPayload(firstInner, body.rest());
    }
    int fragment = body.u16();
    int total = body.u16();
    // RFC 7383 section 2.6: these are checked before any cryptography is spent on the fragment.
    if (fragment == 0 || fragment > total) {
      throw body.failure(Kind.SYNTAX, "fragment " + fragment + " of " + total);
    }
    return new EncryptedFragmentPayload(firstInner, fragment, total, body.rest());
  }

  static void write(Writer out, EncryptedPayload payload) {
    out.bytes(payload.data());
  }

  static void write(Writer out, EncryptedFragmentPayload payload) {
    out.u16(payload.fragment()).u16(payload.total()).bytes(payload.data());
  }

  private static IllegalArgumentException notSealed(Payload payload) {
    return new IllegalArgumentException("not an encrypted payload: " + payload.type());
  }
}
