package org.ikev2d.pki.store;

import org.ikev2d.pki.sign.PrivateKeyHandle;

/** A private key in a key store, certified or not. */
public record StoredKey(String label, PrivateKeyHandle key) {}
