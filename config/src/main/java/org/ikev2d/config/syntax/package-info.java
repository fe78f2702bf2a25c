/**
 * Text to syntax trees with positions; decides nothing about meaning. Uses {@code check} and {@code
 * crypto.Secret}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.config.syntax;
