package org.ikev2d.codec;

import org.ikev2d.payload.MessageHeader;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.PayloadType;

/** The IKE header (RFC 7296 section 3.1). */
final class HeaderCodec {
  /** Octets of the header. */
  static final int LENGTH = 28;

  private static final int LENGTH_AT = 24;
  private static final int INITIATOR = 0x08;
  private static final int RESPONSE = 0x20;

  private HeaderCodec() {}

  /**
   * The header and what belongs to the codec alone.
   *
   * @param messageLength the length field, unsigned
   */
  record Received(MessageHeader header, PayloadType first, long messageLength) {}

  static Received read(Cursor in) {
    IkeSpi initiator = new IkeSpi(in.u64());
    IkeSpi responder = new IkeSpi(in.u64());
    PayloadType first = new PayloadType(in.u8());
    int version = in.u8();
    ExchangeType exchange = new ExchangeType(in.u8());
    int flags = in.u8();
    int messageId = in.u32();
    long length = in.u32() & 0xffff_ffffL;
    MessageHeader header =
        new MessageHeader(
            initiator,
            responder,
            version >>> 4,
            version & 0x0f,
            exchange,
            (flags & INITIATOR) != 0,
            (flags & RESPONSE) != 0,
            messageId);
    return new Received(header, first, length);
  }

  /** Leaves the length to {@link #patchLength}. */
  static void write(Writer out, MessageHeader header, PayloadType first) {
    if (header.majorVersion() >>> 4 != 0 || header.minorVersion() >>> 4 != 0) {
      throw new IllegalArgumentException("a version number has four bits");
    }
    out.bytes(header.initiatorSpi().toBytes())
        .bytes(header.responderSpi().toBytes())
        .u8(first.code())
        .u8(header.majorVersion() << 4 | header.minorVersion())
        .u8(header.exchange().code())
        .u8((header.fromInitiator() ? INITIATOR : 0) | (header.response() ? RESPONSE : 0))
        .u32(header.messageId())
        .u32(0);
  }

  /** The header starts at offset 0. */
  static void patchLength(Writer out, int messageLength) {
    out.patch32(LENGTH_AT, messageLength);
  }

  /** Whether a whole header is there and its length field is the length of the datagram. */
  static boolean isPlausible(Bytes datagram) {
    return datagram.length() >= LENGTH && datagram.intAt(LENGTH_AT) == datagram.length();
  }
}
