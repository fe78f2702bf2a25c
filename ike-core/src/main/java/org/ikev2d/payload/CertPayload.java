package org.ikev2d.payload;

import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.CertEncoding;
import org.ikev2d.wire.PayloadType;

/** Certificate payload (RFC 7296 section 3.6). */
public record CertPayload(CertEncoding encoding, Bytes data) implements Payload {
  @Override
  public PayloadType type() {
    return PayloadType.CERT;
  }
}
