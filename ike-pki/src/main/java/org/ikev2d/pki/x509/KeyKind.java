package org.ikev2d.pki.x509;

/** The family of a public key. */
public enum KeyKind {
  RSA,
  /** An RSA key that its owner restricts to RSASSA-PSS (RFC 4055 section 1.2). */
  RSA_PSS,
  DSA,
  EC,
  ED25519,
  ED448,
  ML_DSA;

  /** Whether the key is one of RSA, restricted to PSS or not. */
  public boolean isRsa() {
    return this == RSA || this == RSA_PSS;
  }
}
