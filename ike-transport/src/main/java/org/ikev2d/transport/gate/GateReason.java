package org.ikev2d.transport.gate;

import java.util.Locale;

/** Why the gate did what it did; the names appear in metrics and logs. */
public enum GateReason {
  /** Handed on. */
  PASSED,
  /** Shorter than an IKE header, or its Length field is not the datagram's (RFC 7296 3.1). */
  BAD_HEADER,
  /** Major version 1: IKEv1 is not spoken here (RFC 9395). */
  IKEV1,
  /** Another major version below 2. */
  BAD_VERSION,
  /** A major version above 2, answered with INVALID_MAJOR_VERSION or over the limit for it. */
  FUTURE_VERSION,
  /** Zero or non-zero SPIs where the exchange does not allow them (RFC 7296 section 3.1). */
  BAD_SPI,
  /** An initial request with a message ID or flags that none can have (RFC 7296 section 2.2). */
  BAD_INITIAL,
  /** An initial request whose payloads do not add up, seen while cookies are demanded. */
  MALFORMED_INITIAL,
  /** A cookie was demanded (RFC 7296 section 2.6). */
  COOKIE_DEMANDED,
  /** A cookie would be demanded but that source was sent too many of them. */
  COOKIE_LIMIT,
  /** Too many initial requests from a source that has proved its address. */
  SOURCE_RATE,
  /** Too many half-open IKE SAs with that source. */
  SOURCE_HALF_OPEN,
  /** Too many half-open IKE SAs altogether. */
  TOTAL_HALF_OPEN;

  /** The name in lower case with hyphens. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public String toString() {
    return code();
  }
}
