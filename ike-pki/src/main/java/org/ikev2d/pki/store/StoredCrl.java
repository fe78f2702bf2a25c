package org.ikev2d.pki.store;

import org.ikev2d.wire.Bytes;

/** A revocation list in a key store, in DER. */
public record StoredCrl(String label, Bytes der) {}
