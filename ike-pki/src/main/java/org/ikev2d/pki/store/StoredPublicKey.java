package org.ikev2d.pki.store;

import org.ikev2d.pki.x509.KeyFacts;

/**
 * A public key without a certificate, trusted for peers of rules that name it.
 *
 * @param label what rules name it by
 */
public record StoredPublicKey(String label, KeyFacts key) {}
