package org.ikev2d.pki.auth;

import java.time.Instant;
import java.util.List;
import org.ikev2d.payload.CertPayload;
import org.ikev2d.pki.path.PathOutcome;
import org.ikev2d.pki.policy.CertPolicy;

/** What else a trusted path must pass, such as a lookup of revocation. May block; never throws. */
public interface ChainCheck {
  /** Nothing else. */
  ChainCheck NONE = (path, sent, policy, now) -> List.of();

  /**
   * Judges a path whose signatures hold.
   *
   * @param sent all CERT payloads of the peer: revocation lists and OCSP responses may be among
   *     them (RFC 7296 section 3.6, RFC 4806)
   * @return all objections, one line each; empty if there are none
   */
  List<String> objections(
      PathOutcome.Trusted path, List<CertPayload> sent, CertPolicy policy, Instant now);
}
