/**
 * The kernel port in memory: for tests, demonstrations and dry runs. Uses {@code msg}, {@code
 * kernel} and {@code port}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.kernel.memory;
