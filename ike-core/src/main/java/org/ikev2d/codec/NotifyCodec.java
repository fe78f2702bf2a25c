package org.ikev2d.codec;

import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.ProtocolId;

/** Notify payload (RFC 7296 section 3.10). */
final class NotifyCodec {
  private NotifyCodec() {}

  static NotifyPayload read(Cursor body) {
    ProtocolId protocol = new ProtocolId(body.u8());
    int spiLength = body.u8();
    NotifyType kind = new NotifyType(body.u16());
    Bytes spi = body.take(spiLength);
    return new NotifyPayload(protocol, spi, kind, body.rest());
  }

  static void write(Writer out, NotifyPayload notify) {
    out.u8(notify.protocol().code()).u8(notify.spi().length()).u16(notify.kind().code());
    out.bytes(notify.spi()).bytes(notify.data());
  }
}
