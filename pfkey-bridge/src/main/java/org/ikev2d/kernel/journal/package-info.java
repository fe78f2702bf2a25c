/**
 * What we put into a kernel, on disk, so that a restart after a crash finds exactly that again.
 * Uses {@code port} and {@code payload}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.kernel.journal;
