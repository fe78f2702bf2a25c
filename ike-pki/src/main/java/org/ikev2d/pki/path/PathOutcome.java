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
   * @param chain from the leaf to the anchor, inclusive
   */
  record Trusted(KeyFacts key, Cert leaf, List<Cert> chain) implements PathOutcome {
    public Trusted {
      chain = List.copyOf(chain);
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
