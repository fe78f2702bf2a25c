package org.ikev2d.pki.auth;

import java.util.Optional;
import org.ikev2d.pki.fetch.HashAndUrl;

/**
 * What passes between peers beside certificates and signatures themselves.
 *
 * @param methods whether SUPPORTED_AUTH_METHODS is sent (RFC 9593)
 * @param lookup retrieves certificates that come as hash and URL; empty: we do not say that we do
 * @param base where our certificates lie, each under its hash; empty: they are sent whole
 */
public record Hints(boolean methods, Optional<HashAndUrl> lookup, Optional<String> base) {
  /** Nothing. */
  public static final Hints NONE = new Hints(false, Optional.empty(), Optional.empty());

  /** Whether SUPPORTED_AUTH_METHODS is sent, and nothing else. */
  public static Hints ofMethods(boolean sent) {
    return new Hints(sent, Optional.empty(), Optional.empty());
  }
}
