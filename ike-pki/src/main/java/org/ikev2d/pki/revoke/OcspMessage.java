package org.ikev2d.pki.revoke;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.policy.RevocationPolicy.Ocsp;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.DerScan;
import org.ikev2d.pki.x509.Jca;
import org.ikev2d.wire.Bytes;
import org.jspecify.annotations.Nullable;

/** OCSP messages (RFC 6960 section 4). */
final class OcspMessage {
  /** RFC 8954 section 2.1. */
  private static final int NONCE = 32;

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final DigestCalculatorProvider DIGESTS = digests();

  private OcspMessage() {}

  /**
   * A request for one certificate.
   *
   * @param nonce that the response should repeat
   */
  record Request(Bytes der, Bytes nonce) {}

  /**
   * What a response says.
   *
   * @param until when it ends to be in force
   */
  record Answer(CertState state, Instant until) {}

  private static DigestCalculatorProvider digests() {
    try {
      return new JcaDigestCalculatorProviderBuilder().setProvider(Jca.provider()).build();
    } catch (OperatorCreationException providerIsThere) {
      throw new IllegalStateException("no digests", providerIsThere);
    }
  }

  static Request request(Cert cert, Cert issuer) throws IOException, OCSPException {
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    CertificateID id =
        new CertificateID(sha1(), new X509CertificateHolder(issuer.der().toArray()), cert.serial());
    byte[] der =
        new OCSPReqBuilder()
            .addRequest(id)
            .setRequestExtensions(
                new Extensions(
                    new Extension(
                        OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                        false,
                        new DEROctetString(nonce).getEncoded())))
            .build()
            .getEncoded();
    return new Request(Bytes.wrap(der), Bytes.wrap(nonce));
  }

  /** What all responders take (RFC 5019 section 2.1.1); no signature rests on it. */
  private static org.bouncycastle.operator.DigestCalculator sha1() {
    try {
      return DIGESTS.get(CertificateID.HASH_SHA1);
    } catch (OperatorCreationException everyJdkHasIt) {
      throw new IllegalStateException("no SHA-1", everyJdkHasIt);
    }
  }

  /**
   * Reads a response.
   *
   * @param store where a responder that policy names is found
   * @param nonce that it should repeat; empty: it answers nothing of ours
   */
  static Answer read(
      Bytes der, Cert cert, Cert issuer, List<Cert> store, Optional<Bytes> nonce, Terms terms) {
    Instant now = terms.now();
    Optional<String> problem = DerScan.problem(der.toArray());
    if (problem.isPresent()) {
      return unknown("OCSP response is not DER: " + problem.get(), now);
    }
    try {
      OCSPResp response = new OCSPResp(der.toArray());
      if (response.getStatus() != OCSPResp.SUCCESSFUL) {
        return unknown("OCSP responder answers " + status(response.getStatus()), now);
      }
      if (!(response.getResponseObject() instanceof BasicOCSPResp basic)) {
        return unknown("OCSP response of an unknown type", now);
      }
      return read(basic, cert, issuer, store, nonce, terms);
    } catch (IOException | OCSPException | RuntimeException malformed) {
      return unknown("OCSP response does not decode: " + malformed.getClass().getSimpleName(), now);
    }
  }

  private static Answer unknown(String why, Instant now) {
    return new Answer(CertState.Unknown.of(why), now);
  }

  private static String status(int status) {
    return switch (status) {
      case OCSPResp.MALFORMED_REQUEST -> "malformedRequest";
      case OCSPResp.INTERNAL_ERROR -> "internalError";
      case OCSPResp.TRY_LATER -> "tryLater";
      case OCSPResp.SIG_REQUIRED -> "sigRequired";
      case OCSPResp.UNAUTHORIZED -> "unauthorized";
      default -> "with status " + status;
    };
  }

  private static Answer read(
      BasicOCSPResp basic,
      Cert cert,
      Cert issuer,
      List<Cert> store,
      Optional<Bytes> nonce,
      Terms terms)
      throws IOException, OCSPException {
    CertPolicy policy = terms.policy();
    Instant now = terms.now();
    Ocsp settings = policy.revocation().ocsp().orElse(Ocsp.BY_CERTIFICATE);
    if (!terms.ignoreOcspSignature()) {
      Optional<String> objection =
          OcspSigner.objection(basic, issuer, store, settings, policy, now);
      if (objection.isPresent()) {
        return unknown(objection.get(), now);
      }
    }
    Extension repeated = basic.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
    if (nonce.isPresent() && repeated != null && !isSame(nonce.get(), repeated)) {
      return unknown("OCSP response repeats another nonce than ours", now);
    }
    for (SingleResp single : basic.getResponses()) {
      if (isAbout(single.getCertID(), cert, issuer)) {
        return judge(single, settings, terms);
      }
    }
    return unknown("OCSP response is about other certificates", now);
  }

  private static boolean isSame(Bytes nonce, Extension repeated) {
    Bytes given = Bytes.copyOf(repeated.getExtnValue().getOctets());
    byte[] wrapped = new byte[nonce.length() + 2];
    wrapped[0] = 4;
    wrapped[1] = (byte) nonce.length();
    nonce.copyTo(wrapped, 2);
    return given.equals(Bytes.wrap(wrapped));
  }

  private static boolean isAbout(CertificateID id, Cert cert, Cert issuer)
      throws IOException, OCSPException {
    return id.getSerialNumber().equals(cert.serial())
        && id.matchesIssuer(new X509CertificateHolder(issuer.der().toArray()), DIGESTS);
  }

  private static Answer judge(SingleResp single, Ocsp settings, Terms terms) {
    CertPolicy policy = terms.policy();
    Instant now = terms.now();
    Instant from = single.getThisUpdate().toInstant();
    Optional<Instant> next = Optional.ofNullable(single.getNextUpdate()).map(Date::toInstant);
    Optional<Instant> oldest = settings.maxAge().map(from::plus);
    Instant until = oldest.or(() -> next).orElse(from.plus(OcspSigner.WITHOUT_NEXT_UPDATE));
    if (now.plus(OcspSigner.SKEW).plus(policy.adjust()).isBefore(from)) {
      return unknown("OCSP response is of " + from + ", in the future", now);
    }
    Instant last = next.filter(n -> n.isBefore(until)).orElse(until);
    if (now.minus(OcspSigner.SKEW).minus(policy.adjust()).isAfter(last)) {
      return unknown("OCSP response has expired at " + last, now);
    }
    @Nullable CertificateStatus status = single.getCertStatus();
    if (status == null && terms.ofPeer() && next.isEmpty()) {
      return unknown(
          "OCSP response that the peer sent has no nextUpdate, so it may be of any age", now);
    }
    if (status == null) {
      // So it is that Bouncy Castle says good.
      return new Answer(new CertState.Good(), last);
    }
    if (status instanceof RevokedStatus revoked) {
      String when = "revoked at " + revoked.getRevocationTime().toInstant();
      return new Answer(
          new CertState.Revoked(
              revoked.hasRevocationReason()
                  ? when + " for reason " + revoked.getRevocationReason()
                  : when),
          last);
    }
    return new Answer(CertState.Unknown.of("OCSP responder does not know the certificate"), last);
  }
}
