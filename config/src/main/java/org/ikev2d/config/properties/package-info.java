/**
 * The daemon's own settings, {@code ikev2d.conf}. Uses {@code check}, {@code syntax} and {@code
 * crypto.Secret}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.config.properties;
