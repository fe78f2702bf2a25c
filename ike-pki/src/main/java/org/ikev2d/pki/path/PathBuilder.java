package org.ikev2d.pki.path;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.pki.sign.SchemeCodec;
import org.ikev2d.pki.sign.SignatureCheck;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.KeyFacts;

/**
 * Finds paths from a leaf to trusted certificates by names and keys, never by position (RFC 7296
 * section 3.6). Cross-signed authorities give several; the search is bounded.
 */
final class PathBuilder {
  private static final int MAX_CERTIFICATES = 12;
  private static final int MAX_PATHS = 16;

  /** Each costs about as much as the AUTH payload of a handshake. */
  private static final int MAX_SIGNATURES = 64;

  private final List<Cert> known;
  private final Set<Cert> anchors;
  private final Map<List<Cert>, Boolean> verified = new HashMap<>();
  private final List<List<Cert>> complete = new ArrayList<>();
  private final List<List<Cert>> partial = new ArrayList<>();
  private boolean exhausted;

  private PathBuilder(List<Cert> known, Set<Cert> anchors) {
    this.known = known;
    this.anchors = anchors;
  }

  /**
   * What a search found.
   *
   * @param complete paths from the leaf to an anchor, inclusive
   * @param partial the longest paths that end elsewhere
   * @param exhausted whether a limit ended the search
   */
  record Found(List<List<Cert>> complete, List<List<Cert>> partial, boolean exhausted) {}

  /** Searches among what the peer sent and what the store has. */
  static Found search(Cert leaf, List<Cert> others, List<Cert> anchors) {
    Set<Cert> known = new LinkedHashSet<>(anchors);
    known.addAll(others);
    PathBuilder builder = new PathBuilder(List.copyOf(known), Set.copyOf(anchors));
    builder.extend(List.of(leaf));
    return new Found(builder.complete, builder.partial, builder.exhausted);
  }

  private void extend(List<Cert> path) {
    if (exhausted) {
      return;
    }
    Cert top = path.getLast();
    if (anchors.contains(top)) {
      complete.add(path);
      exhausted |= complete.size() >= MAX_PATHS;
      return;
    }
    if (path.size() >= MAX_CERTIFICATES) {
      exhausted = true;
      return;
    }
    boolean extended = false;
    for (Cert issuer : known) {
      if (mayIssue(issuer, top, path) && signed(issuer, top)) {
        extended = true;
        List<Cert> longer = new ArrayList<>(path);
        longer.add(issuer);
        extend(List.copyOf(longer));
      }
    }
    if (!extended && partial.size() < MAX_PATHS) {
      partial.add(path);
    }
  }

  private static boolean mayIssue(Cert issuer, Cert subject, List<Cert> path) {
    if (!issuer.subject().equals(subject.issuer()) || issuer.subject().isEmpty()) {
      return false;
    }
    Optional<org.ikev2d.wire.Bytes> wanted = subject.extensions().authorityKeyId();
    Optional<org.ikev2d.wire.Bytes> given = issuer.extensions().subjectKeyId();
    boolean otherKey = wanted.isPresent() && given.isPresent() && !wanted.equals(given);
    // The same name with the same key twice in a path would be a loop (RFC 4158 section 2.4.2).
    return !otherKey
        && path.stream()
            .noneMatch(c -> c.subject().equals(issuer.subject()) && c.spki().equals(issuer.spki()));
  }

  private boolean signed(Cert issuer, Cert subject) {
    List<Cert> pair = List.of(issuer, subject);
    Boolean known = verified.get(pair);
    if (known != null) {
      return known;
    }
    if (verified.size() >= MAX_SIGNATURES) {
      exhausted = true;
      return false;
    }
    boolean good = signatureHolds(issuer, subject);
    verified.put(pair, good);
    return good;
  }

  /** Whether the key of the one signed the other; whether that suffices is policy. */
  static boolean signatureHolds(Cert issuer, Cert subject) {
    Optional<KeyFacts> key = issuer.usableKey();
    return key.isPresent()
        && SchemeCodec.decode(subject.signatureAlgorithm())
            instanceof SchemeCodec.Decoded.Known(var scheme)
        && SignatureCheck.verify(
                key.get(), scheme, subject.tbs().toArray(), subject.signature().toArray())
            .isEmpty();
  }
}
