package org.ikev2d.pki.path;

import java.time.Instant;
import java.util.List;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.wire.Bytes;

/**
 * Finds out whether certificates of a trusted path are revoked. May ask servers and so block as
 * long as policy lets it: to be called on a thread of its own, never on one that works for several
 * IKE SAs.
 */
@FunctionalInterface
public interface RevocationCheck {
  /** Looks at nothing. */
  RevocationCheck NONE = question -> List.of();

  /**
   * What is asked.
   *
   * @param chain from the leaf to the anchor, inclusive, as in {@link PathOutcome.Trusted}
   * @param store certificates of the key store, among which a responder's may be
   * @param responses OCSP responses in DER that the peer sent along (RFC 4806)
   */
  record Question(
      List<Cert> chain, List<Cert> store, List<Bytes> responses, CertPolicy policy, Instant now) {
    public Question {
      chain = List.copyOf(chain);
      store = List.copyOf(store);
      responses = List.copyOf(responses);
    }
  }

  /** What speaks against the path; empty if nothing does. Never throws for what servers answer. */
  List<PathFinding> findings(Question question);

  /** The outcome after the look: trust that was found stands, or falls with all findings. */
  default PathOutcome confirm(PathOutcome.Trusted trusted, Question question) {
    List<PathFinding> findings = findings(question);
    return findings.isEmpty() ? trusted : new PathOutcome.Refused(findings);
  }
}
