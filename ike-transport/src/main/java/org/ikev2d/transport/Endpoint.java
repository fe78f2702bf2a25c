package org.ikev2d.transport;

import java.net.InetSocketAddress;

/**
 * A local address and port on which we listen.
 *
 * @param natt whether it is the NAT traversal port, where IKE carries the non-ESP marker
 */
public record Endpoint(InetSocketAddress local, boolean natt) {}
