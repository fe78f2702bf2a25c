package org.ikev2d.pki.revoke;

import java.time.Instant;
import java.util.Optional;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.sign.SchemeCodec;
import org.ikev2d.pki.sign.SignatureCheck;
import org.ikev2d.pki.sign.SignatureRefusal;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.pki.x509.KeyUse;

/** What a revocation list says of a certificate (RFC 5280 section 6.3.3). */
final class CrlJudge {
  private CrlJudge() {}

  /** Why the list is not one of that issuer, or is not in force; empty if it is. */
  static Optional<String> objection(CrlList list, Cert issuer, CertPolicy policy, Instant now) {
    boolean ignoreSignature = policy.revocation().crl().map(c -> c.ignoreSignature()).orElse(false);
    boolean ignoreDate = policy.revocation().crl().map(c -> c.ignoreDate()).orElse(false);
    if (!list.issuer().equals(issuer.subject())) {
      return Optional.of("CRL is by <" + list.issuer() + ">, not by <" + issuer.subject() + ">");
    }
    if (!ignoreSignature) {
      Optional<String> forged = signature(list, issuer, policy);
      if (forged.isPresent()) {
        return forged;
      }
    }
    if (ignoreDate) {
      return Optional.empty();
    }
    if (now.plus(policy.adjust()).isBefore(list.thisUpdate())) {
      return Optional.of("CRL is of " + list.thisUpdate() + ", in the future");
    }
    return list.nextUpdate()
        .filter(next -> now.minus(policy.adjust()).isAfter(next))
        .map(next -> "CRL has expired, its next update was due at " + next);
  }

  private static Optional<String> signature(CrlList list, Cert issuer, CertPolicy policy) {
    if (!issuer.extensions().allows(KeyUse.CRL_SIGN)) {
      return Optional.of("<" + issuer.subject() + "> has no cRLSign in its keyUsage");
    }
    Optional<KeyFacts> key = issuer.usableKey();
    return switch (SchemeCodec.decode(list.signatureAlgorithm())) {
      case SchemeCodec.Decoded.Refused(SignatureRefusal refusal) ->
          Optional.of("CRL: " + refusal.detail());
      case SchemeCodec.Decoded.Known(var scheme) ->
          policy
              .signatures()
              .objection(scheme)
              .or(() ->
                  key.isEmpty()
                      ? Optional.of(
                          new SignatureRefusal(
                              SignatureRefusal.Kind.WRONG_KEY, "issuer without a usable key"))
                      : SignatureCheck.verify(
                          key.get(), scheme, list.tbs().toArray(), list.signature().toArray()))
              .map(refusal -> "signature of the CRL: " + refusal.detail());
    };
  }

  /** What a list in force says. */
  static CertState state(CrlList list, Cert cert) {
    CrlList.Entry entry = list.entries().get(cert.serial());
    if (entry != null && entry.reason() != CrlList.Entry.REMOVED) {
      return new CertState.Revoked(entry.describe());
    }
    if (!list.obstacles().isEmpty()) {
      return CertState.Unknown.of("CRL: " + String.join(", ", list.obstacles()));
    }
    if (list.isDelta()) {
      return CertState.Unknown.of("CRL holds changes only, and the complete one is missing");
    }
    CrlList.Scope scope = list.scope();
    boolean authority = cert.extensions().isCa();
    boolean covered =
        !(scope.onlyUsers() && authority)
            && !(scope.onlyAuthorities() && !authority)
            && (scope.urls().isEmpty()
                || cert.extensions().crlUrls().stream().anyMatch(scope.urls()::contains));
    return covered
        ? new CertState.Good()
        : CertState.Unknown.of("CRL is about other certificates of the issuer");
  }
}
