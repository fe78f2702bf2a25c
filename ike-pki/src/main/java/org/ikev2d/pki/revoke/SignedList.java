package org.ikev2d.pki.revoke;

import java.util.Optional;
import org.ikev2d.pki.sign.SchemeCodec;
import org.ikev2d.pki.sign.SignatureCheck;
import org.ikev2d.pki.sign.SignaturePolicy;
import org.ikev2d.pki.sign.SignatureRefusal;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.pki.x509.KeyUse;

/**
 * A revocation list and what was last found of its signature, which may cost milliseconds where the
 * list is long. Safe for several threads.
 */
final class SignedList {
  private final CrlList list;
  private final int octets;
  private volatile Optional<Finding> last = Optional.empty();

  private record Finding(Cert issuer, SignaturePolicy policy, Optional<String> objection) {}

  /**
   * @param octets of its DER
   */
  SignedList(CrlList list, int octets) {
    this.list = list;
    this.octets = octets;
  }

  CrlList list() {
    return list;
  }

  int octets() {
    return octets;
  }

  /** Why it is not signed by that issuer; empty if it is. */
  Optional<String> objection(Cert issuer, SignaturePolicy policy) {
    Optional<Finding> known =
        last.filter(f -> f.issuer().equals(issuer) && f.policy().equals(policy));
    if (known.isEmpty()) {
      known = Optional.of(new Finding(issuer, policy, check(issuer, policy)));
      last = known;
    }
    return known.get().objection();
  }

  private Optional<String> check(Cert issuer, SignaturePolicy policy) {
    if (!issuer.extensions().allows(KeyUse.CRL_SIGN)) {
      return Optional.of("<" + issuer.subject() + "> has no cRLSign in its keyUsage");
    }
    Optional<KeyFacts> key = issuer.usableKey();
    return switch (SchemeCodec.decode(list.signatureAlgorithm())) {
      case SchemeCodec.Decoded.Refused(SignatureRefusal refusal) ->
          Optional.of("CRL: " + refusal.detail());
      case SchemeCodec.Decoded.Known(var scheme) ->
          policy
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
}
