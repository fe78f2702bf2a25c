package org.ikev2d.pki.store;

import org.ikev2d.pki.sign.PrivateKeyHandle;
import org.ikev2d.pki.sign.SignatureScheme;
import org.ikev2d.pki.x509.KeyFacts;

/**
 * A private key as its certificate describes it. The certificate may bind an RSA key to PSS and its
 * parameters (RFC 4055 section 1.2), which the key by itself does not tell.
 */
record CertifiedKey(PrivateKeyHandle key, KeyFacts publicKey) implements PrivateKeyHandle {
  /** The key itself where the certificate adds nothing. */
  static PrivateKeyHandle of(PrivateKeyHandle key, KeyFacts certified) {
    return key.publicKey().spki().equals(certified.spki()) ? key : new CertifiedKey(key, certified);
  }

  @Override
  public Result sign(SignatureScheme scheme, byte[] octets) {
    return key.sign(scheme, octets);
  }

  @Override
  public boolean isInToken() {
    return key.isInToken();
  }

  @Override
  public String toString() {
    return "certified " + key;
  }
}
