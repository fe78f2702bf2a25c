package org.ikev2d.pki.store;

import java.security.PrivateKey;
import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.pki.sign.PrivateKeyHandle;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.wire.Bytes;

/**
 * Certificates, private keys and revocation lists under labels. Reading and changing may block on
 * files or a token; {@link #contents} never does. Safe for use by several threads.
 */
public interface CredentialStore extends AutoCloseable {
  /** Outcome of a change. */
  sealed interface Change {
    /**
     * @param objects how many were written or removed
     */
    record Done(int objects) implements Change {}

    /** Nothing was changed; the reason names file, token or label. */
    record Failed(String why) implements Change {}
  }

  /** Outcome of making a key. */
  sealed interface Generated {
    record Made(PrivateKeyHandle key) implements Generated {}

    record Failed(String why) implements Generated {}
  }

  /** What kind of objects a label is looked for among. */
  enum ObjectType {
    CERT,
    KEY,
    CRL
  }

  /** Where it is, for messages. */
  StoreLocator locator();

  /** What was read last. */
  StoreContents contents();

  /** Reads again. What cannot be used is a finding; the rest is in force from now on. */
  StoreContents reload();

  /** Whether a PIN would open more than is open now. */
  boolean isLocked();

  /**
   * Opens private keys with a PIN. One that opens none of those that are closed changes nothing.
   */
  Change login(Secret pin);

  /** As {@link #login}, with a PIN of the settings: it must not lock a token by being wrong. */
  default Change loginUnattended(Secret pin) {
    return login(pin);
  }

  /** Closes private keys until the next login. */
  Change logout();

  /** Adds a certificate; one with the same label must not be there. */
  Change add(String label, Cert certificate);

  /** Adds a private key with its certificate, if there is one already. */
  Change add(String label, PrivateKey key, Optional<Cert> certificate);

  /** Adds a revocation list. */
  Change addCrl(String label, Bytes der);

  /** Makes a key in the store; it is certified later. */
  Generated generate(String label, KeySpec spec);

  /** Puts the certificate of a key that is in the store. */
  Change certify(String label, Cert certificate);

  /** Removes what has the label. */
  Change remove(String label, ObjectType type);

  /** Gives the store a new PIN. */
  Change setPin(Secret old, Secret fresh);

  /** What may be exported beside certificates: keys that are not bound to a token. */
  Optional<PrivateKey> exportable(String label);

  /** Certificates of the store, most recent contents. */
  default List<Cert> certs() {
    return contents().certs();
  }

  @Override
  void close();
}
