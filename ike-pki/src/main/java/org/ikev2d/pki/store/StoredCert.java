package org.ikev2d.pki.store;

import org.ikev2d.pki.x509.Cert;

/**
 * A certificate in a key store. It is trusted for being there, unless policy names the anchor.
 *
 * @param label what tools name it by
 */
public record StoredCert(String label, Cert cert, KeyState key) {
  /** Whether we have the private key. */
  public enum KeyState {
    /** The certificate of somebody else. */
    NONE,
    /** There is one, in a token that is not logged in. */
    LOCKED,
    AVAILABLE
  }
}
