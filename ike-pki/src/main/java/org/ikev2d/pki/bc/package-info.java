/**
 * Algorithms that the JDK lacks, or does slower, by Bouncy Castle's lightweight API. Uses {@code
 * wire} and {@code crypto}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.pki.bc;
