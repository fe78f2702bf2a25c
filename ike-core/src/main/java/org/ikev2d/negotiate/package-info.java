/**
 * Choice of proposals and narrowing of traffic selectors: an answer, or an explanation. Uses {@code
 * wire}, {@code payload}, {@code crypto} and {@code port}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.negotiate;
