/**
 * The encoding of IKE messages (RFC 7296 section 3, RFC 7383 section 2.5): octets to {@code
 * payload} values and back. What a peer sends wrong comes out as a value, never as an exception.
 * Uses {@code wire} and {@code payload}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.codec;
