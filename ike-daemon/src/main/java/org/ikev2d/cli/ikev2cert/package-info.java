/**
 * The ikev2cert command. Uses {@code wire}, {@code crypto}, {@code cli} and {@code pki}, but no
 * Bouncy Castle of its own.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.cli.ikev2cert;
