package org.ikev2d.pki.revoke;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.revoke.CrlJudge.Candidate;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.wire.Bytes;

/**
 * One peer that is looked at.
 *
 * @param responses OCSP responses that the peer sent along
 * @param lists CRLs that the peer sent along, and those of the key store
 * @param end of the nanosecond clock, when the last server is given up
 */
record Inquiry(
    CertPolicy policy,
    List<Cert> store,
    List<Bytes> responses,
    List<Candidate> lists,
    Instant now,
    long end) {
  /** For data of our own files and servers. */
  Terms own() {
    return new Terms(policy, now, false);
  }

  /** For what the peer sent along. */
  Terms ofPeer() {
    return new Terms(policy, now, true);
  }

  /** What the next server may take: its own timeout, or what is left of the whole. */
  Duration within() {
    Duration left = Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime()));
    Duration each = policy.revocation().timeout();
    return left.compareTo(each) < 0 ? left : each;
  }

  boolean isOver() {
    return end - System.nanoTime() <= 0;
  }
}
