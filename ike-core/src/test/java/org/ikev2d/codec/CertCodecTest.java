package org.ikev2d.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.codec.TestMessages.assertRoundTrip;
import static org.ikev2d.codec.TestMessages.refusal;

import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.payload.CertPayload;
import org.ikev2d.payload.CertReqPayload;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.CertEncoding;
import org.ikev2d.wire.PayloadType;
import org.junit.jupiter.api.Test;

class CertCodecTest {
  @Test
  void readsAndWritesCertificates() {
    assertRoundTrip(
        PayloadType.CERT,
        "04 3082aabb",
        new CertPayload(CertEncoding.X509_SIGNATURE, Bytes.ofHex("3082aabb")));
  }

  @Test
  void refusesACertificateWithoutData() {
    assertThat(refusal(PayloadType.CERT, "04").kind()).isEqualTo(Kind.TOO_SHORT);
  }

  @Test
  void readsAndWritesRequests() {
    String hashes = "11".repeat(40);
    assertRoundTrip(
        PayloadType.CERTREQ,
        "04" + hashes,
        new CertReqPayload(CertEncoding.X509_SIGNATURE, Bytes.ofHex(hashes)));
  }

  @Test
  void aRequestMayNameNoAuthority() {
    assertRoundTrip(
        PayloadType.CERTREQ, "0e", new CertReqPayload(CertEncoding.OCSP_CONTENT, Bytes.EMPTY));
  }

  @Test
  void refusesARequestWithoutEncoding() {
    assertThat(refusal(PayloadType.CERTREQ, "").kind()).isEqualTo(Kind.TOO_SHORT);
  }
}
