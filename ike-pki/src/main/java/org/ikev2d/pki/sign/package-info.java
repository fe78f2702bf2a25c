/**
 * Signatures of the AUTH payload (RFC 7296 section 3.8, RFC 4754, RFC 7427, RFC 8420) and of
 * certificates. Uses {@code wire}, {@code payload} and {@code pki.x509}. Calls may block while a
 * token signs.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.pki.sign;
