package org.ikev2d.pki.revoke;

import static org.ikev2d.pki.TestPki.NOW;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.ikev2d.pki.TestPki;
import org.ikev2d.pki.TestPki.Entity;
import org.ikev2d.pki.x509.Jca;
import org.ikev2d.wire.Bytes;

/** What an authority publishes of revocation, good and bad. */
final class Authority {
  private Authority() {}

  /** A list in the making. */
  static final class List {
    private final X509v2CRLBuilder builder;

    private boolean ends = true;
    private Instant next;

    List(Entity issuer, Instant from) {
      builder = new X509v2CRLBuilder(issuer.cert().subject().name(), Date.from(from));
      next = from.plus(Duration.ofDays(1));
    }

    List until(Instant when) {
      next = when;
      return this;
    }

    /** Without nextUpdate. */
    List endless() {
      ends = false;
      return this;
    }

    /** Revokes others, by serial numbers from 1 000 000 on. */
    List crowd(int count) {
      for (int i = 0; i < count; i++) {
        builder.addCRLEntry(BigInteger.valueOf(1_000_000L + i), Date.from(NOW), 0);
      }
      return this;
    }

    List revoke(Entity entity, int reason) {
      builder.addCRLEntry(entity.cert().serial(), Date.from(NOW.minus(Duration.ofDays(1))), reason);
      return this;
    }

    List with(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
      try {
        builder.addExtension(oid, critical, value);
        return this;
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    List number(long number) {
      return with(Extension.cRLNumber, false, new org.bouncycastle.asn1.ASN1Integer(number));
    }

    List changes(long base) {
      return with(Extension.deltaCRLIndicator, true, new org.bouncycastle.asn1.ASN1Integer(base));
    }

    Bytes by(Entity signer) {
      if (ends) {
        builder.setNextUpdate(Date.from(next));
      }
      try {
        return Bytes.wrap(
            builder
                .build(
                    new JcaContentSignerBuilder(TestPki.usual(signer.privateKey()))
                        .setProvider(Jca.provider())
                        .build(signer.privateKey()))
                .getEncoded());
      } catch (IOException | OperatorCreationException e) {
        throw new AssertionError(e);
      }
    }
  }

  static List list(Entity issuer) {
    return new List(issuer, NOW.minus(Duration.ofHours(1)));
  }

  /**
   * A response.
   *
   * @param signer who signs; its certificate is sent along unless it is the issuer
   * @param request whose nonce is repeated
   */
  static Bytes ocsp(
      Entity issuer,
      Entity signer,
      BigInteger serial,
      CertificateStatus status,
      Instant from,
      Optional<Instant> next,
      Optional<Bytes> request) {
    try {
      DigestCalculatorProvider digests =
          new JcaDigestCalculatorProviderBuilder().setProvider(Jca.provider()).build();
      BasicOCSPRespBuilder builder =
          new BasicOCSPRespBuilder(
              SubjectPublicKeyInfo.getInstance(signer.cert().spki().toArray()),
              digests.get(CertificateID.HASH_SHA1));
      builder.addResponse(
          new CertificateID(digests.get(CertificateID.HASH_SHA1), issuer.holder(), serial),
          status,
          Date.from(from),
          next.map(Date::from).orElse(null));
      if (request.isPresent()) {
        Extension nonce =
            new OCSPReq(request.get().toArray())
                .getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
        builder.setResponseExtensions(new Extensions(nonce));
      }
      X509CertificateHolder[] sent =
          signer.equals(issuer)
              ? new X509CertificateHolder[0]
              : new X509CertificateHolder[] {signer.holder()};
      return Bytes.wrap(
          new OCSPRespBuilder()
              .build(
                  OCSPResp.SUCCESSFUL,
                  builder.build(
                      new JcaContentSignerBuilder(TestPki.usual(signer.privateKey()))
                          .setProvider(Jca.provider())
                          .build(signer.privateKey()),
                      sent,
                      Date.from(from)))
              .getEncoded());
    } catch (IOException | OCSPException | OperatorCreationException e) {
      throw new AssertionError(e);
    }
  }
}
