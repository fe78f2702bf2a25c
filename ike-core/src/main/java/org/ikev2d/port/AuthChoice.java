package org.ikev2d.port;

/** How one side of a rule proves its identity ({@code auth_method} of ikev2.config). */
public enum AuthChoice {
  /** A shared key (RFC 7296 section 2.15). */
  PRESHARED,
  /** A signature by the key of a certificate, of whatever kind fits that key. */
  CERT
}
