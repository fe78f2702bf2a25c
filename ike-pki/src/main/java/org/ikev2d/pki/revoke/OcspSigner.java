package org.ikev2d.pki.revoke;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.policy.RevocationPolicy.Ocsp;
import org.ikev2d.pki.policy.RevocationPolicy.ResponderCert;
import org.ikev2d.pki.sign.SchemeCodec;
import org.ikev2d.pki.sign.SignatureCheck;
import org.ikev2d.pki.sign.SignatureScheme;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.ExtendedUse;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.wire.Bytes;

/**
 * Who may sign an OCSP response (RFC 6960 section 4.2.2.2): the issuer of the certificate itself,
 * one whom it has certified for that, or the one whom policy names.
 */
final class OcspSigner {
  /** By how much clocks may differ. */
  static final Duration SKEW = Duration.ofMinutes(5);

  /** How long a response counts that names no end. */
  static final Duration WITHOUT_NEXT_UPDATE = Duration.ofHours(1);

  private static final int MAX_CERTIFICATES = 8;

  private OcspSigner() {}

  /** Empty if the response is by somebody who may say so. */
  static Optional<String> objection(
      BasicOCSPResp response,
      Cert issuer,
      List<Cert> store,
      Ocsp settings,
      CertPolicy policy,
      Instant now)
      throws IOException {
    if (!(SchemeCodec.decode(Bytes.wrap(response.getSignatureAlgorithmID().getEncoded("DER")))
        instanceof SchemeCodec.Decoded.Known(SignatureScheme scheme))) {
      AlgorithmIdentifier algorithm = response.getSignatureAlgorithmID();
      return Optional.of("OCSP response is signed by " + algorithm.getAlgorithm().getId());
    }
    var weak = policy.signatures().objection(scheme);
    if (weak.isPresent()) {
      return Optional.of("signature of the OCSP response: " + weak.get().detail());
    }
    byte[] tbs = response.getTBSResponseData();
    byte[] signature = response.getSignature();
    for (Cert signer : signers(response, issuer, store, settings, policy, now)) {
      Optional<KeyFacts> key = signer.usableKey();
      if (key.isPresent()
          && policy.signatures().weakness(key.get()).isEmpty()
          && SignatureCheck.verify(key.get(), scheme, tbs, signature).isEmpty()) {
        return Optional.empty();
      }
    }
    return Optional.of(
        "OCSP response is not signed by <"
            + issuer.subject()
            + "> or a responder that it has certified");
  }

  private static List<Cert> signers(
      BasicOCSPResp response,
      Cert issuer,
      List<Cert> store,
      Ocsp settings,
      CertPolicy policy,
      Instant now)
      throws IOException {
    List<Cert> signers = new ArrayList<>();
    if (settings.responderCert().isPresent()) {
      ResponderCert named = settings.responderCert().get();
      store.stream()
          .filter(c -> c.subject().equals(named.name()) && c.serial().equals(named.serial()))
          .forEach(signers::add);
      return signers;
    }
    signers.add(issuer);
    X509CertificateHolder[] sent = response.getCerts();
    for (int i = 0; i < sent.length && i < MAX_CERTIFICATES; i++) {
      if (Cert.parse(Bytes.wrap(sent[i].getEncoded())) instanceof Cert.Parsed.Good(Cert cert)
          && isDelegate(cert, issuer, policy, now)) {
        signers.add(cert);
      }
    }
    return signers;
  }

  private static boolean isDelegate(Cert cert, Cert issuer, CertPolicy policy, Instant now) {
    Optional<KeyFacts> key = issuer.usableKey();
    return cert.issuer().equals(issuer.subject())
        && cert.extensions()
            .extendedKeyUsage()
            .filter(uses -> uses.contains(ExtendedUse.OCSP_SIGNING.oid()))
            .isPresent()
        && cert.extensions().unknownCritical().isEmpty()
        && !now.plus(policy.adjust()).isBefore(cert.notBefore())
        && !now.minus(policy.adjust()).isAfter(cert.notAfter())
        && key.isPresent()
        && SchemeCodec.decode(cert.signatureAlgorithm())
            instanceof SchemeCodec.Decoded.Known(SignatureScheme scheme)
        && policy.signatures().objection(scheme).isEmpty()
        && SignatureCheck.verify(
                key.get(), scheme, cert.tbs().toArray(), cert.signature().toArray())
            .isEmpty();
  }
}
