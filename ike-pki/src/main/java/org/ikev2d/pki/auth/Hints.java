package org.ikev2d.pki.auth;

/**
 * What peers are told beforehand, beyond what they must know.
 *
 * @param methods whether SUPPORTED_AUTH_METHODS is sent (RFC 9593)
 */
public record Hints(boolean methods) {
  /** Nothing. */
  public static final Hints NONE = new Hints(false);
}
