package org.ikev2d.pki.revoke;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ikev2d.pki.x509.Cert;

/** What revocation lists say of a certificate (RFC 5280 section 6.3.3). */
final class CrlJudge {
  private CrlJudge() {}

  /** A list and what it is judged by. */
  record Candidate(SignedList signed, Terms terms) {}

  /**
   * What the most recent of them says, with the changes to it.
   *
   * @param none what it is if there is no list of the issuer
   */
  static CertState state(List<Candidate> all, Cert cert, Cert issuer, String none) {
    CertState last = CertState.Unknown.of(none);
    List<CrlList> usable = new ArrayList<>();
    for (Candidate candidate : all) {
      if (candidate.signed().list().issuer().equals(issuer.subject())) {
        Optional<String> objection = objection(candidate, issuer);
        if (objection.isPresent()) {
          last = CertState.Unknown.of(objection.get());
        } else {
          usable.add(candidate.signed().list());
        }
      }
    }
    usable.sort(Comparator.comparing(CrlList::thisUpdate).reversed());
    for (CrlList list : usable) {
      CertState state = state(list, freshest(list, usable), cert);
      if (!(state instanceof CertState.Unknown)) {
        return state;
      }
      last = state;
    }
    return last;
  }

  /** Why the list is not one of that issuer, or is not in force; empty if it is. */
  private static Optional<String> objection(Candidate candidate, Cert issuer) {
    Terms terms = candidate.terms();
    CrlList list = candidate.signed().list();
    Instant now = terms.now();
    if (!terms.ignoreCrlSignature()) {
      Optional<String> forged = candidate.signed().objection(issuer, terms.policy().signatures());
      if (forged.isPresent()) {
        return forged;
      }
    }
    if (terms.ignoreCrlDate()) {
      return Optional.empty();
    }
    if (now.plus(terms.policy().adjust()).isBefore(list.thisUpdate())) {
      return Optional.of("CRL is of " + list.thisUpdate() + ", in the future");
    }
    if (terms.ofPeer() && list.nextUpdate().isEmpty()) {
      return Optional.of("CRL that the peer sent has no nextUpdate, so it may be of any age");
    }
    return list.nextUpdate()
        .filter(next -> now.minus(terms.policy().adjust()).isAfter(next))
        .map(next -> "CRL has expired, its next update was due at " + next);
  }

  /** The most recent changes to a list: each holds all since its base (section 5.2.4). */
  private static Optional<CrlList> freshest(CrlList list, List<CrlList> usable) {
    return usable.stream().filter(list::isBaseOf).max(Comparator.comparing(CrlList::order));
  }

  /** What a list in force says. */
  private static CertState state(CrlList list, Optional<CrlList> changes, Cert cert) {
    Optional<CrlList.Entry> entry =
        changes
            .flatMap(c -> c.entry(cert.serial()))
            .or(() -> list.entry(cert.serial()))
            .filter(e -> e.reason() != CrlList.Entry.REMOVED);
    if (entry.isPresent()) {
      return new CertState.Revoked(entry.get().describe());
    }
    List<String> obstacles = new ArrayList<>(list.obstacles());
    changes.ifPresent(c -> obstacles.addAll(c.obstacles()));
    if (!obstacles.isEmpty()) {
      return CertState.Unknown.of("CRL: " + String.join(", ", obstacles));
    }
    if (list.isDelta()) {
      return CertState.Unknown.of("CRL holds changes only, and the complete one is missing");
    }
    return covers(list.scope(), cert)
        ? new CertState.Good()
        : CertState.Unknown.of("CRL is about other certificates of the issuer");
  }

  private static boolean covers(CrlList.Scope scope, Cert cert) {
    boolean authority = cert.extensions().isCa();
    return !(scope.onlyUsers() && authority)
        && !(scope.onlyAuthorities() && !authority)
        && (scope.urls().isEmpty()
            || cert.extensions().crlUrls().stream().anyMatch(scope.urls()::contains));
  }
}
