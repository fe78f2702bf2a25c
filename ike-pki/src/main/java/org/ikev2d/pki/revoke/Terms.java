package org.ikev2d.pki.revoke;

import java.time.Instant;
import org.ikev2d.pki.policy.CertPolicy;

/**
 * By what a list or a response is judged. What administrators may overlook in data of their own
 * files and servers is never overlooked in what a peer sends along: it would vouch for itself.
 *
 * @param ofPeer whether the peer sent it
 */
record Terms(CertPolicy policy, Instant now, boolean ofPeer) {
  boolean ignoreCrlSignature() {
    return !ofPeer && policy.revocation().crl().map(c -> c.ignoreSignature()).orElse(false);
  }

  boolean ignoreCrlDate() {
    return !ofPeer && policy.revocation().crl().map(c -> c.ignoreDate()).orElse(false);
  }

  boolean ignoreOcspSignature() {
    return !ofPeer && policy.revocation().ocsp().map(o -> o.ignoreSignature()).orElse(false);
  }
}
