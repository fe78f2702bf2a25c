package org.ikev2d.pki.path;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;
import org.ikev2d.pki.x509.AltNames;
import org.ikev2d.pki.x509.Cert;

/** Name constraints along a path (RFC 5280 sections 4.2.1.10 and 6.1.3, steps b and c). */
final class NameConstraintCheck {
  /** More subtrees than this make the check quadratic for a peer's benefit. */
  private static final int MAX_SUBTREES = 1024;

  private final PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();

  /** What the names of a certificate violate, one line each. */
  List<String> violations(Cert cert) {
    List<String> found = new ArrayList<>();
    if (!cert.subject().isEmpty()) {
      try {
        validator.checkPermittedDN(cert.subject().name());
        validator.checkExcludedDN(cert.subject().name());
      } catch (NameConstraintValidatorException | RuntimeException outside) {
        found.add("subject " + cert.subject() + " is outside the constraints of its issuers");
      }
    }
    for (GeneralName name : cert.extensions().altNames()) {
      try {
        validator.checkPermitted(name);
        validator.checkExcluded(name);
      } catch (NameConstraintValidatorException | RuntimeException outside) {
        found.add(AltNames.text(name) + " is outside the constraints of its issuers");
      }
    }
    return found;
  }

  /** Adds the constraints of a CA for what is below it; a line if they cannot be processed. */
  Optional<String> descend(Cert ca) {
    Optional<NameConstraints> constraints = ca.extensions().nameConstraints();
    if (constraints.isEmpty()) {
      return Optional.empty();
    }
    try {
      GeneralSubtree[] permitted = constraints.get().getPermittedSubtrees();
      GeneralSubtree[] excluded = constraints.get().getExcludedSubtrees();
      int count =
          (permitted == null ? 0 : permitted.length) + (excluded == null ? 0 : excluded.length);
      if (count == 0 || count > MAX_SUBTREES) {
        return Optional.of("name constraints with " + count + " subtrees");
      }
      if (permitted != null) {
        validator.intersectPermittedSubtree(permitted);
      }
      if (excluded != null) {
        for (GeneralSubtree subtree : excluded) {
          validator.addExcludedSubtree(subtree);
        }
      }
      return Optional.empty();
    } catch (RuntimeException malformed) {
      return Optional.of("name constraints that do not decode");
    }
  }
}
