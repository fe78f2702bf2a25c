/**
 * What is refused or answered before any state exists: bad headers, floods, missing cookies. Does
 * no I/O and reads no clock. Uses {@code wire}, {@code payload}, {@code codec} and {@code port}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.transport.gate;
