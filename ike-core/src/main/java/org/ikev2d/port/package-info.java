/**
 * What the protocol asks of its surroundings: kernel, policy, clock, timers, event sink, datagrams.
 * Uses {@code wire}, {@code payload} and {@code crypto}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.port;
