/**
 * UDP ports 500 and 4500 over Netty: sockets, the non-ESP marker, keepalives, timers. Uses {@code
 * wire}, {@code port} and {@code transport.gate}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.transport;
