package org.ikev2d.payload;

import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;
import org.ikev2d.wire.ProtocolId;

/**
 * Notify payload (RFC 7296 section 3.10).
 *
 * @param spi empty but for notifications about one existing CHILD SA
 */
public record NotifyPayload(ProtocolId protocol, Bytes spi, NotifyType kind, Bytes data)
    implements Payload {
  public static NotifyPayload of(NotifyType kind) {
    return of(kind, Bytes.EMPTY);
  }

  public static NotifyPayload of(NotifyType kind, Bytes data) {
    return new NotifyPayload(ProtocolId.NONE, Bytes.EMPTY, kind, data);
  }

  /** A notification about the CHILD SA with that SPI. */
  public static NotifyPayload about(NotifyType kind, ProtocolId protocol, ChildSpi spi) {
    return new NotifyPayload(protocol, spi.toBytes(), kind, Bytes.EMPTY);
  }

  @Override
  public PayloadType type() {
    return PayloadType.NOTIFY;
  }
}
