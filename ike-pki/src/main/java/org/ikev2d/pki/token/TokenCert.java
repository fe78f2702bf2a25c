package org.ikev2d.pki.token;

import org.ikev2d.wire.Bytes;

/**
 * A certificate object of a token.
 *
 * @param handle names the object until it is removed
 * @param id what it has in common with its key; may be empty
 * @param der the certificate
 */
public record TokenCert(long handle, String label, Bytes id, Bytes der) {}
