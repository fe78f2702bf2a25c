package org.ikev2d.pki.path;

import org.ikev2d.pki.x509.Cert;

/**
 * One thing wrong with a peer's certificates.
 *
 * @param subject whose certificate it concerns; empty: the set of them
 * @param detail what is wrong and what would be right
 */
public record PathFinding(Kind kind, String subject, String detail) {
  /** What kind of thing, for metrics and tests. */
  public enum Kind {
    NO_CERTIFICATE,
    TOO_MANY_CERTIFICATES,
    MALFORMED_CERTIFICATE,
    MALFORMED_EXTENSION,
    UNKNOWN_CRITICAL_EXTENSION,
    UNUSABLE_KEY,
    WEAK_KEY,
    WEAK_SIGNATURE,
    BAD_SIGNATURE,
    NOT_YET_VALID,
    EXPIRED,
    NO_TRUSTED_PATH,
    SEARCH_LIMIT,
    NOT_A_CA,
    PATH_TOO_LONG,
    KEY_USAGE,
    EXTENDED_KEY_USAGE,
    NAME_CONSTRAINT,
    POLICY,
    REVOKED,
    REVOCATION_UNKNOWN,
    IDENTITY_MISMATCH
  }

  static PathFinding of(Kind kind, Cert cert, String detail) {
    return new PathFinding(kind, cert.title(), detail);
  }

  @Override
  public String toString() {
    return kind + (subject.isEmpty() ? "" : " [" + subject + "]") + ": " + detail;
  }
}
