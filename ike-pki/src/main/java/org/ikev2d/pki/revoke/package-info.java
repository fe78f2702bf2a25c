/**
 * Whether certificates are revoked: CRLs (RFC 5280 section 5) and OCSP (RFC 6960). Uses {@code
 * wire}, {@code payload}, {@code pki.x509}, {@code pki.sign}, {@code pki.policy}, {@code pki.path},
 * {@code pki.store}, {@code pki.auth}, {@code pki.fetch}. What servers answer becomes a value,
 * never an exception.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.pki.revoke;
