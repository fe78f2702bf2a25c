/**
 * The kernel port over PF_KEYv2 of Linux. Uses {@code msg}, {@code kernel}, {@code kernel.os} and
 * {@code port}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.kernel.pfkey;
