package org.ikev2d.codec;

import org.ikev2d.payload.CertPayload;
import org.ikev2d.payload.CertReqPayload;
import org.ikev2d.wire.CertEncoding;

/** Certificate and Certificate Request payloads (RFC 7296 sections 3.6 and 3.7). */
final class CertCodec {
  private CertCodec() {}

  static CertPayload readCert(Cursor body) {
    return new CertPayload(new CertEncoding(body.u8()), body.restNotEmpty("certificate data"));
  }

  static void write(Writer out, CertPayload cert) {
    out.u8(cert.encoding().code()).bytes(cert.data());
  }

  /** No authorities means any. */
  static CertReqPayload readRequest(Cursor body) {
    return new CertReqPayload(new CertEncoding(body.u8()), body.rest());
  }

  static void write(Writer out, CertReqPayload request) {
    out.u8(request.encoding().code()).bytes(request.authorities());
  }
}
