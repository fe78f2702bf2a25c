package org.ikev2d.codec;

import java.util.ArrayList;
import java.util.List;
import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.UnknownPayload;
import org.ikev2d.wire.PayloadType;

/** The generic payload headers and the chain they make (RFC 7296 section 3.2). */
final class PayloadChain {
  /** Octets of the generic header. */
  static final int GENERIC_HEADER = 4;

  private static final int CRITICAL = 0x80;

  private PayloadChain() {}

  /**
   * Reads to the end of the cursor.
   *
   * @param sealable whether the chain may end in SK or SKF: not inside of one (section 3.14)
   */
  static List<Payload> read(PayloadType first, Cursor in, Limits limits, boolean sealable) {
    List<Payload> payloads = new ArrayList<>();
    PayloadType type = first;
    while (!type.equals(PayloadType.NONE)) {
      in.limit(payloads.size(), limits.payloads(), "payloads");
      PayloadType next = new PayloadType(in.u8());
      boolean critical = (in.u8() & CRITICAL) != 0;
      Cursor body = in.structure(in.u16(), GENERIC_HEADER, type.toString(), payloads.size() + 1);
      if (SealedCodec.isSealed(type)) {
        if (!sealable) {
          throw body.failure(Kind.SYNTAX, "an encrypted payload inside of another");
        }
        payloads.add(SealedCodec.read(type, next, body));
        type = PayloadType.NONE;
      } else {
        payloads.add(BodyCodec.read(type, critical, body, limits));
        type = next;
      }
      body.finish();
    }
    in.finish();
    return payloads;
  }

  /**
   * Writes all payloads.
   *
   * @param last what the last payload names as the next one; SK and SKF name their inside instead
   */
  static void write(Writer out, List<Payload> payloads, PayloadType last) {
    for (int i = 0; i < payloads.size(); i++) {
      boolean more = i + 1 < payloads.size();
      write(out, payloads.get(i), more ? payloads.get(i + 1).type() : last, more);
    }
  }

  private static void write(Writer out, Payload payload, PayloadType next, boolean more) {
    PayloadType type = payload.type();
    if (type.equals(PayloadType.NONE)) {
      throw new IllegalArgumentException("a payload of type 0 would end the chain before it");
    }
    boolean sealed = SealedCodec.isSealed(type);
    if (sealed && (more || !next.equals(PayloadType.NONE))) {
      throw new IllegalArgumentException("nothing follows an encrypted payload");
    }
    boolean critical = payload instanceof UnknownPayload unknown && unknown.critical();
    int start = out.length();
    out.u8(sealed ? SealedCodec.firstInner(payload).code() : next.code());
    out.u8(critical ? CRITICAL : 0).u16(0);
    BodyCodec.write(out, payload);
    out.patchLength16(start + 2, start);
  }

  /** A generic header alone, of a payload whose body of that length is yet to come. */
  static void writeHeader(Writer out, PayloadType next, int bodyLength) {
    out.u8(next.code()).u8(0).u16(GENERIC_HEADER + bodyLength);
  }
}
