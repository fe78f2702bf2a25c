package org.ikev2d.pki.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.pki.x509.Cert;

/** Issuers within a store. */
final class Chains {
  private static final int MAX_LENGTH = 12;

  private Chains() {}

  /** The certificate and its issuers as far as they are known, by names and key identifiers. */
  static List<Cert> upward(Cert leaf, List<Cert> all) {
    List<Cert> chain = new ArrayList<>(List.of(leaf));
    while (chain.size() < MAX_LENGTH && !chain.getLast().isSelfIssued()) {
      Optional<Cert> issuer = issuer(chain.getLast(), all);
      if (issuer.isEmpty() || chain.contains(issuer.get())) {
        break;
      }
      chain.add(issuer.get());
    }
    return chain;
  }

  private static Optional<Cert> issuer(Cert cert, List<Cert> all) {
    return all.stream()
        .filter(c -> c.subject().equals(cert.issuer()) && !c.equals(cert))
        .filter(c -> c.extensions().isCa())
        .filter(c ->
            cert.extensions().authorityKeyId().isEmpty()
                || c.extensions().subjectKeyId().isEmpty()
                || c.extensions().subjectKeyId().equals(cert.extensions().authorityKeyId()))
        .findFirst();
  }
}
