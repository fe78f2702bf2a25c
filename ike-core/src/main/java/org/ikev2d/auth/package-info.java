/**
 * Proof of identity (RFC 7296 section 2.15). Uses {@code payload}, {@code crypto} and {@code port}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.auth;
