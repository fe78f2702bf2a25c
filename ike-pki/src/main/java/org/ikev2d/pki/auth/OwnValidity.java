package org.ikev2d.pki.auth;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.Identity;
import org.ikev2d.pki.path.IdentityBinding;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.store.Credential;

/**
 * Certificates of ours that peers would refuse for their dates are not shown: here the reason can
 * be told, there it is "authentication failed". Where policy ignores dates, those of ours are
 * ignored as well.
 */
final class OwnValidity {
  private OwnValidity() {}

  /** Those that are valid, and of the others with that identity why they are not. */
  record Sorted(List<Credential> valid, List<String> findings) {}

  static Sorted sort(List<Credential> all, Identity own, CertPolicy policy, Instant now) {
    List<Credential> valid = new ArrayList<>();
    List<String> findings = new ArrayList<>();
    for (Credential credential : all) {
      Optional<String> lapse = lapse(credential, policy, now);
      if (lapse.isEmpty()) {
        valid.add(credential);
      } else if (IdentityBinding.objection(own, credential.leaf(), true).isEmpty()) {
        findings.add(
            "our certificate "
                + credential.label()
                + " <"
                + credential.leaf().subject()
                + "> "
                + lapse.get());
      }
    }
    return new Sorted(valid, findings);
  }

  private static Optional<String> lapse(Credential credential, CertPolicy policy, Instant now) {
    Instant from = credential.leaf().notBefore();
    Instant until = credential.leaf().notAfter();
    if (policy.ignoreDate()) {
      return Optional.empty();
    }
    if (now.plus(policy.adjust()).isBefore(from)) {
      return Optional.of("is not valid before " + from + "; is the clock right?");
    }
    return now.minus(policy.adjust()).isAfter(until)
        ? Optional.of("has expired at " + until + "; have it renewed, and import it by ikev2cert")
        : Optional.empty();
  }
}
