/**
 * SAs and PF_KEY messages as text, laid out as the Solaris tools print them. Uses {@code msg},
 * {@code kernel} and {@code port}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.kernel.text;
