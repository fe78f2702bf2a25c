package org.ikev2d.pki.path;

import java.util.List;
import java.util.stream.Collectors;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.KeyFacts;

/** What became of a peer's certificates. */
public sealed interface PathOutcome {
  /**
   * The key belongs to the identity.
   *
   * @param chains from the leaf to an anchor each, inclusive; one at least, several where
   *     authorities are cross-signed
   */
  record Trusted(KeyFacts key, Cert leaf, List<List<Cert>> chains) implements PathOutcome {
    public Trusted {
      chains = List.copyOf(chains);
    }

    /** The first of them. */
    public List<Cert> chain() {
      return chains.getFirst();
    }
  }

  /**
   * It does not, or that cannot be shown.
   *
   * @param findings all of them; at least one
   */
  record Refused(List<PathFinding> findings) implements PathOutcome {
    public Refused {
      findings = List.copyOf(findings);
    }

    /** All findings in one line. */
    public String describe() {
      return findings.stream().map(PathFinding::toString).collect(Collectors.joining("; "));
    }
  }
}
