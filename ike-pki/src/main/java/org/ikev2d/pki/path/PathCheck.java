package org.ikev2d.pki.path;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.payload.Identity;
import org.ikev2d.pki.path.PathFinding.Kind;
import org.ikev2d.pki.path.PathOutcome.Refused;
import org.ikev2d.pki.path.PathOutcome.Trusted;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.wire.Bytes;

/**
 * Decides whether the certificates of a peer prove that a key belongs to the identity it claims.
 * Pure computation: revocation is looked up afterwards, for trusted paths only.
 */
public final class PathCheck {
  /** X.509 certificates of a peer at most; RFC 7296 section 3.6 asks for four. */
  static final int MAX_RECEIVED = 16;

  /** Good paths that are looked at for revocation. */
  private static final int MAX_CHAINS = 4;

  private PathCheck() {}

  /**
   * What we believe without proof, and what else we have.
   *
   * @param anchors trusted certificates, of authorities or of peers themselves
   * @param intermediates helpers for building paths
   */
  public record Trust(List<Cert> anchors, List<Cert> intermediates) {
    public Trust {
      anchors = List.copyOf(anchors);
      intermediates = List.copyOf(intermediates);
    }

    /**
     * The rule of Solaris: every certificate in the store is trusted, unless policy names the
     * anchor; then the others help only, except for CAs where policy says so.
     */
    public static Trust of(List<Cert> store, CertPolicy policy) {
      if (policy.anchor().isEmpty()) {
        return new Trust(store, List.of());
      }
      CertPolicy.Anchor named = policy.anchor().get();
      List<Cert> anchors = new ArrayList<>();
      List<Cert> others = new ArrayList<>();
      for (Cert cert : store) {
        boolean isNamed =
            cert.subject().equals(named.name())
                && named.serial().map(cert.serial()::equals).orElse(true);
        boolean helps = policy.trustIntermediateCas() && cert.extensions().isCa();
        (isNamed || helps ? anchors : others).add(cert);
      }
      return new Trust(anchors, others);
    }
  }

  /**
   * Builds and validates the path of a peer. The first certificate holds the key of the AUTH
   * payload (RFC 7296 section 3.6).
   *
   * @param received DER of X.509 certificates, in the order of the CERT payloads
   * @param claimed the identity of the peer's ID payload
   */
  public static PathOutcome validate(
      List<Bytes> received, Trust trust, Identity claimed, CertPolicy policy, Instant now) {
    return validate(received, trust, Optional.of(claimed), policy, now);
  }

  /** As above; without an identity the path alone is judged. */
  public static PathOutcome validate(
      List<Bytes> received,
      Trust trust,
      Optional<Identity> claimed,
      CertPolicy policy,
      Instant now) {
    if (received.isEmpty()) {
      return refused(Kind.NO_CERTIFICATE, "the peer sent no X.509 certificate");
    }
    if (received.size() > MAX_RECEIVED) {
      return refused(
          Kind.TOO_MANY_CERTIFICATES,
          received.size() + " certificates, at most " + MAX_RECEIVED + " are read");
    }
    List<PathFinding> findings = new ArrayList<>();
    Optional<Cert> leaf = Optional.empty();
    Set<Cert> others = new LinkedHashSet<>();
    for (int i = 0; i < received.size(); i++) {
      switch (Cert.parse(received.get(i))) {
        case Cert.Parsed.Good(Cert cert) -> {
          if (i == 0) {
            leaf = Optional.of(cert);
          } else {
            others.add(cert);
          }
        }
        case Cert.Parsed.Malformed(String why) ->
            findings.add(
                new PathFinding(
                    Kind.MALFORMED_CERTIFICATE, "", "certificate " + (i + 1) + ": " + why));
      }
    }
    if (leaf.isEmpty()) {
      return new Refused(findings);
    }
    others.addAll(trust.intermediates());
    return judge(leaf.get(), List.copyOf(others), trust.anchors(), claimed, policy, now, findings);
  }

  private static PathOutcome judge(
      Cert leaf,
      List<Cert> others,
      List<Cert> anchors,
      Optional<Identity> claimed,
      CertPolicy policy,
      Instant now,
      List<PathFinding> before) {
    PathBuilder.Found found = PathBuilder.search(leaf, others, anchors);
    List<List<Cert>> usable = new ArrayList<>(found.complete());
    if (policy.ignoreTrustAnchor()) {
      usable.addAll(found.partial());
    }
    List<PathFinding> own = new ArrayList<>();
    claimed
        .flatMap(id -> IdentityBinding.objection(id, leaf, policy.cnAsName()))
        .ifPresent(line -> own.add(PathFinding.of(Kind.IDENTITY_MISMATCH, leaf, line)));
    List<Judged> judged =
        (usable.isEmpty() ? found.partial() : usable)
            .stream()
                .map(path -> new Judged(path, PathRules.check(path, policy, now)))
                .sorted(Comparator.comparingInt(one -> one.findings().size()))
                .toList();
    Optional<Judged> best = judged.stream().findFirst();
    if (usable.isEmpty()) {
      own.add(noPath(leaf, found, others, anchors));
    }
    best.ifPresent(one -> own.addAll(one.findings()));
    Optional<KeyFacts> key = leaf.usableKey();
    if (own.isEmpty() && best.isPresent() && key.isPresent()) {
      List<List<Cert>> good =
          judged.stream()
              .filter(one -> one.findings().isEmpty())
              .map(Judged::path)
              .limit(MAX_CHAINS)
              .toList();
      return new Trusted(key.get(), leaf, good);
    }
    List<PathFinding> all = new ArrayList<>(before);
    all.addAll(own);
    return new Refused(all);
  }

  private record Judged(List<Cert> path, List<PathFinding> findings) {}

  /** Why no path reaches an anchor: a signature that does not hold is worth telling apart. */
  private static PathFinding noPath(
      Cert leaf, PathBuilder.Found found, List<Cert> others, List<Cert> anchors) {
    if (found.exhausted()) {
      return PathFinding.of(Kind.SEARCH_LIMIT, leaf, "no trusted path within the limits of search");
    }
    Cert top =
        found.partial().stream()
            .max(Comparator.comparingInt(List::size))
            .map(List::getLast)
            .orElse(leaf);
    List<Cert> named = new ArrayList<>(anchors);
    named.addAll(others);
    boolean namesake =
        named.stream().anyMatch(c -> c.subject().equals(top.issuer()) && !c.equals(top));
    if (namesake) {
      return PathFinding.of(
          Kind.BAD_SIGNATURE,
          top,
          "its signature is not by the certificate of issuer <" + top.issuer() + ">");
    }
    return PathFinding.of(
        Kind.NO_TRUSTED_PATH,
        top,
        top.isSelfIssued()
            ? "self-signed, and not in the key store"
            : "issuer <" + top.issuer() + "> is neither sent nor in the key store");
  }

  private static Refused refused(Kind kind, String detail) {
    return new Refused(List.of(new PathFinding(kind, "", detail)));
  }
}
