package org.ikev2d.sa;

/**
 * How both sides have proved their identities, for logs and listings.
 *
 * @param own {@code SHARED_KEY_MIC}, or a method with its signature as in {@code
 *     DIGITAL_SIGNATURE:ECDSA/SHA2-256}; empty while it is not known
 * @param peer the same of the peer
 * @param certificate subject of the peer's certificate; empty without one
 * @param announced the methods that the peer takes, as far as it has told (RFC 9593)
 */
public record AuthMethods(String own, String peer, String certificate, String announced)
    implements Trait {
  private static final AuthMethods NONE = new AuthMethods("", "", "", "");

  public static AuthMethods of(Traits traits) {
    return traits.get(AuthMethods.class).orElse(NONE);
  }

  public AuthMethods withOwn(String how) {
    return new AuthMethods(how, peer, certificate, announced);
  }

  public AuthMethods withPeer(String how, String subject) {
    return new AuthMethods(own, how, subject, announced);
  }

  public AuthMethods withAnnounced(String methods) {
    return new AuthMethods(own, peer, certificate, methods);
  }
}
