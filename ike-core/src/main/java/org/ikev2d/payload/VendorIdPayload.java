package org.ikev2d.payload;

import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.PayloadType;

/** Vendor ID payload (RFC 7296 section 3.12). */
public record VendorIdPayload(Bytes vendorId) implements Payload {
  @Override
  public PayloadType type() {
    return PayloadType.VENDOR_ID;
  }
}
