package org.ikev2d.payload;

import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.CertEncoding;
import org.ikev2d.wire.PayloadType;

/** Certificate Request payload (RFC 7296 section 3.7). */
public record CertReqPayload(CertEncoding encoding, Bytes authorities) implements Payload {
  @Override
  public PayloadType type() {
    return PayloadType.CERTREQ;
  }
}
