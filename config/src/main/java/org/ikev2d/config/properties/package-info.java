/**
 * The daemon's own settings, {@code ikev2d.conf}. Uses {@code check}, {@code syntax}, {@code
 * crypto.Secret} and {@code control}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.config.properties;
