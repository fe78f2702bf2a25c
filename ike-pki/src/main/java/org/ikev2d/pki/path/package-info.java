/**
 * Builds and validates certification paths (RFC 5280 section 6) and binds identities to them (RFC
 * 4945), collecting all findings. Uses {@code wire}, {@code payload}, {@code pki.x509}, {@code
 * pki.sign}, {@code pki.policy}. Nothing here throws for what a peer sends.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.pki.path;
