package org.ikev2d.codec;

/**
 * Why octets were refused.
 *
 * @param where the place, outermost part first: {@code SA#1/proposal#2/transform#3}
 * @param detail what was found there and what is right; numbers only, no packet contents
 * @param payloadType for {@link Kind#UNSUPPORTED_CRITICAL} the type of the payload, the content of
 *     the notification that reports it (RFC 7296 section 2.5); else 0
 */
public record Problem(Kind kind, String where, String detail, int payloadType) {
  public Problem(Kind kind, String where, String detail) {
    this(kind, where, detail, 0);
  }

  /** The classes of refusals that are told apart by what follows from them. */
  public enum Kind {
    /** The octets end before a fixed part does. */
    TOO_SHORT,
    /** A length or a count says something else than the octets. */
    LENGTH_MISMATCH,
    /** The major version is not 2. */
    VERSION,
    /** A value that RFC 7296 does not allow there. */
    SYNTAX,
    /** More of something than {@link Limits} allows. */
    LIMIT,
    /** A payload that is not understood and says that it must be. */
    UNSUPPORTED_CRITICAL
  }

  @Override
  public String toString() {
    return kind + " at " + where + ": " + detail;
  }
}
