package org.ikev2d.pki.path;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.ikev2d.pki.path.PathFinding.Kind;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.sign.SchemeCodec;
import org.ikev2d.pki.sign.SignatureRefusal;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.CertExtensions;
import org.ikev2d.pki.x509.ExtendedUse;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.pki.x509.KeyUse;

/** Everything that can be wrong with one path, in one pass (RFC 5280 section 6.1). */
final class PathRules {
  private static final int DEFAULT_MAX_CAS = 8;

  private final CertPolicy policy;
  private final Instant now;
  private final List<PathFinding> findings = new ArrayList<>();

  private PathRules(CertPolicy policy, Instant now) {
    this.policy = policy;
    this.now = now;
  }

  /**
   * All findings.
   *
   * @param path from the leaf to the anchor; a leaf that is an anchor itself is alone
   */
  static List<PathFinding> check(List<Cert> path, CertPolicy policy, Instant now) {
    PathRules rules = new PathRules(policy, now);
    rules.path(path);
    return List.copyOf(rules.findings);
  }

  private void add(Kind kind, Cert cert, String detail) {
    findings.add(PathFinding.of(kind, cert, detail));
  }

  private void path(List<Cert> path) {
    NameConstraintCheck names = new NameConstraintCheck();
    int intermediates = 0;
    for (int i = path.size() - 1; i >= 0; i--) {
      Cert cert = path.get(i);
      each(cert, i == path.size() - 1);
      boolean leaf = i == 0;
      // Self-issued CA certificates only change keys: they are exempt (RFC 5280 section 6.1.3 b).
      if (leaf || !cert.isSelfIssued()) {
        names.violations(cert).forEach(line -> add(Kind.NAME_CONSTRAINT, cert, line));
      }
      if (leaf) {
        leaf(cert);
      } else {
        authority(cert, path, i);
        names.descend(cert).ifPresent(line -> add(Kind.NAME_CONSTRAINT, cert, line));
        intermediates += i == path.size() - 1 ? 0 : 1;
      }
    }
    int most = policy.maxPathLength().orElse(DEFAULT_MAX_CAS);
    if (intermediates > most) {
      add(
          Kind.PATH_TOO_LONG,
          path.getFirst(),
          intermediates + " CA certificates between leaf and anchor, at most " + most);
    }
    if (path.size() > 1 && !PolicyGraph.permits(path.subList(0, path.size() - 1).reversed())) {
      add(
          Kind.POLICY,
          path.getFirst(),
          "a CA requires an explicit certificate policy and the path has none in common");
    }
  }

  private void each(Cert cert, boolean anchor) {
    CertExtensions extensions = cert.extensions();
    extensions.malformed().forEach(line -> add(Kind.MALFORMED_EXTENSION, cert, line));
    extensions
        .unknownCritical()
        .forEach(oid ->
            add(
                Kind.UNKNOWN_CRITICAL_EXTENSION,
                cert,
                "extension " + oid + " is critical and not known here"));
    validity(cert);
    switch (cert.key()) {
      case KeyFacts.Decoded.Good(KeyFacts key) ->
          policy
              .signatures()
              .weakness(key)
              .ifPresent(weak -> add(Kind.WEAK_KEY, cert, weak.detail()));
      case KeyFacts.Decoded.Bad(String why) -> add(Kind.UNUSABLE_KEY, cert, why);
    }
    if (!anchor) {
      // What an anchor is signed with decides nothing: it is trusted for being in the store.
      signature(cert).ifPresent(refusal -> add(Kind.WEAK_SIGNATURE, cert, refusal.detail()));
    }
  }

  private Optional<SignatureRefusal> signature(Cert cert) {
    return switch (SchemeCodec.decode(cert.signatureAlgorithm())) {
      case SchemeCodec.Decoded.Known(var scheme) -> policy.signatures().objection(scheme);
      case SchemeCodec.Decoded.Refused(SignatureRefusal refusal) -> Optional.of(refusal);
    };
  }

  private void validity(Cert cert) {
    if (policy.ignoreDate()) {
      return;
    }
    if (now.plus(policy.adjust()).isBefore(cert.notBefore())) {
      add(Kind.NOT_YET_VALID, cert, "valid from " + cert.notBefore() + ", now is " + now);
    }
    if (now.minus(policy.adjust()).isAfter(cert.notAfter())) {
      add(Kind.EXPIRED, cert, "valid until " + cert.notAfter() + ", now is " + now);
    }
  }

  private void authority(Cert cert, List<Cert> path, int index) {
    CertExtensions extensions = cert.extensions();
    if (cert.version() != 3 || !extensions.isCa()) {
      add(Kind.NOT_A_CA, cert, "issued a certificate without basicConstraints of a CA");
    }
    if (!extensions.allows(KeyUse.KEY_CERT_SIGN)) {
      add(Kind.KEY_USAGE, cert, "issued a certificate without keyCertSign in its keyUsage");
    }
    OptionalInt limit =
        extensions.basic().map(CertExtensions.Basic::pathLength).orElse(OptionalInt.empty());
    // Self-issued certificates and the leaf do not count (RFC 5280 section 4.2.1.9).
    long below =
        path.subList(1, Math.max(1, index)).stream().filter(c -> !c.isSelfIssued()).count();
    if (limit.isPresent() && below > limit.getAsInt()) {
      add(
          Kind.PATH_TOO_LONG,
          cert,
          below + " CA certificates below it, its path length is " + limit.getAsInt());
    }
  }

  private void leaf(Cert cert) {
    CertExtensions extensions = cert.extensions();
    if (!extensions.allows(KeyUse.DIGITAL_SIGNATURE)
        && !extensions.allows(KeyUse.NON_REPUDIATION)) {
      add(Kind.KEY_USAGE, cert, "keyUsage has neither digitalSignature nor nonRepudiation");
    }
    for (KeyUse use : policy.keyUsage()) {
      if (extensions.keyUsage().isEmpty() || !extensions.allows(use)) {
        add(Kind.KEY_USAGE, cert, "policy wants " + use + " in keyUsage");
      }
    }
    Optional<Set<String>> uses = extensions.extendedKeyUsage();
    if (policy.extendedKeyUsage().isEmpty()) {
      uses.filter(u -> !servesIke(u))
          .ifPresent(u ->
              add(
                  Kind.EXTENDED_KEY_USAGE,
                  cert,
                  "extendedKeyUsage "
                      + named(u)
                      + " has none that serves IKE: ipsecIKE,"
                      + " serverAuth or clientAuth"));
      return;
    }
    wantedUses(cert, uses.orElse(Set.of()));
  }

  private boolean servesIke(Set<String> uses) {
    return uses.stream()
        .anyMatch(oid ->
            ExtendedUse.ofOid(oid).map(ExtendedUse::servesIke).orElse(policy.ignoreUnknownEku()));
  }

  /** With purposes named by policy each must be there, and unknown ones must not (kmfcfg). */
  private void wantedUses(Cert cert, Set<String> uses) {
    for (String wanted : policy.extendedKeyUsage()) {
      if (!uses.contains(wanted)) {
        add(
            Kind.EXTENDED_KEY_USAGE,
            cert,
            "policy wants " + ExtendedUse.nameOf(wanted) + " in extendedKeyUsage");
      }
    }
    for (String oid : uses) {
      boolean unknown =
          ExtendedUse.ofOid(oid).isEmpty() && !policy.extendedKeyUsage().contains(oid);
      if (unknown && !policy.ignoreUnknownEku()) {
        add(
            Kind.EXTENDED_KEY_USAGE,
            cert,
            "extendedKeyUsage has " + oid + ", which is unknown; ignore-unknown-eku accepts it");
      }
    }
  }

  private static String named(Set<String> uses) {
    return uses.stream().limit(8).map(ExtendedUse::nameOf).toList().toString();
  }
}
