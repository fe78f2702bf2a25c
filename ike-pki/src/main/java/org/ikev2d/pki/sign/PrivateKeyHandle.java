package org.ikev2d.pki.sign;

import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.wire.Bytes;

/** A private key that may be used but not read: it may live in a token. */
public interface PrivateKeyHandle {
  /** What was made of a request to sign. */
  sealed interface Result {
    /** Of ECDSA and DSS a DER sequence of r and s. */
    record Signed(Bytes signature) implements Result {}

    record Refused(SignatureRefusal refusal) implements Result {}
  }

  /** The public half. */
  KeyFacts publicKey();

  /** Whether a device signs, which may be slow and may go away. */
  default boolean isInToken() {
    return false;
  }

  /** Signs; may block as long as its token does. */
  Result sign(SignatureScheme scheme, byte[] octets);
}
