package org.ikev2d.config.properties;

import java.net.InetAddress;

/** The outer addresses of a tunnel that ipsecinit.conf names; both of one family. */
public record TunnelEndpoints(InetAddress local, InetAddress remote) {}
