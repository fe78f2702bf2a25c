package org.ikev2d.pki.sign;

/**
 * Why a signature was not made or not accepted.
 *
 * @param detail one line for the log, without secrets
 */
public record SignatureRefusal(Kind kind, String detail) {
  /** What kind of trouble, for metrics and decisions. */
  public enum Kind {
    /** The payload or the algorithm identifier is not well formed. */
    MALFORMED,
    UNKNOWN_METHOD,
    UNKNOWN_ALGORITHM,
    /** Known, and switched off by policy. */
    NOT_ALLOWED,
    /** The key is of another kind than the signature claims. */
    WRONG_KEY,
    WEAK_KEY,
    /** The octets were not signed by that key. */
    BAD_SIGNATURE,
    /** Nothing that the key can do is acceptable to the peer. */
    NO_COMMON_ALGORITHM,
    /** The token of the key is not logged in. */
    KEY_LOCKED,
    /** The provider or token failed. */
    PROVIDER_FAILED
  }

  @Override
  public String toString() {
    return kind + ": " + detail;
  }
}
