package org.ikev2d.port;

import org.ikev2d.payload.Identity;

/**
 * What EAP-TLS is to prove.
 *
 * @param server whether we are the EAP server
 * @param own the identity that our certificate must name
 * @param peer the identity that the peer's certificate must name
 */
public record TlsRole(boolean server, Identity own, Identity peer) {}
