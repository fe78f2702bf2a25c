package org.ikev2d.pki.fetch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;
import org.ikev2d.payload.CertPayload;
import org.ikev2d.pki.fetch.HashAndUrl.Outcome;
import org.ikev2d.pki.x509.DerScan;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.CertEncoding;

/** A bundle of certificates and revocation lists (RFC 7296 section 3.6). */
final class CertBundle {
  private static final int MOST = 16;
  private static final int CERTIFICATE = 0;
  private static final int LIST = 1;

  private CertBundle() {}

  /** What is in it, each as a payload of its own, in its order. */
  static Outcome read(Bytes der) {
    byte[] octets = der.toArray();
    Optional<String> problem = DerScan.problem(octets);
    if (problem.isPresent()) {
      return new Outcome.Failed("bundle is not DER: " + problem.get());
    }
    try {
      return read(ASN1Sequence.getInstance(octets));
    } catch (IOException | RuntimeException malformed) {
      return new Outcome.Failed("bundle: " + malformed.getClass().getSimpleName());
    }
  }

  private static Outcome read(ASN1Sequence sequence) throws IOException {
    if (sequence.size() == 0 || sequence.size() > MOST) {
      return new Outcome.Failed("bundle of " + sequence.size() + ", 1 to " + MOST + " are read");
    }
    List<CertPayload> payloads = new ArrayList<>();
    for (ASN1Encodable element : sequence) {
      ASN1TaggedObject tagged = ASN1TaggedObject.getInstance(element, BERTags.CONTEXT_SPECIFIC);
      int tag = tagged.getTagNo();
      if (tag != CERTIFICATE && tag != LIST) {
        return new Outcome.Failed("bundle with an element of tag " + tag);
      }
      payloads.add(
          new CertPayload(
              tag == CERTIFICATE ? CertEncoding.X509_SIGNATURE : CertEncoding.CRL,
              Bytes.wrap(tagged.getExplicitBaseObject().toASN1Primitive().getEncoded("DER"))));
    }
    return new Outcome.Good(payloads);
  }
}
