/**
 * Syntax trees to immutable rules and policies of {@code port}. Uses {@code check}, {@code syntax},
 * and of the core {@code wire}, {@code payload}, {@code port} and {@code crypto}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.config.rules;
