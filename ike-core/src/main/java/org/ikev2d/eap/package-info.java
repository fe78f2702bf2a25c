/**
 * The Extensible Authentication Protocol (RFC 3748) as IKE_AUTH carries it (RFC 7296 section 2.16):
 * conversations of both sides, and the methods that need no key store. Uses {@code wire}, {@code
 * payload}, {@code crypto} and {@code port}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.eap;
