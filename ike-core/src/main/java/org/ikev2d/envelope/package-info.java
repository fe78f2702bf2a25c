/**
 * Protection of IKE messages: SK and SKF payloads sealed, opened and put together again (RFC 7296
 * section 3.14, RFC 5282, RFC 7383). Uses {@code wire}, {@code payload}, {@code codec} and {@code
 * crypto}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.envelope;
