package org.ikev2d.sim;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** A masquerading router in front of one host: other address, other ports. */
final class Nat {
  private static final int OFFSET = 20_000;
  private final InetAddress inside;
  private final InetAddress outside;
  private final InetAddress server;

  Nat(String inside, String outside, String server) {
    this.inside = Rules.address(inside);
    this.outside = Rules.address(outside);
    this.server = Rules.address(server);
  }

  List<SimNetwork.Delivery> rewrite(SimNetwork.Packet p) {
    if (p.from().getAddress().equals(inside) && p.to().getAddress().equals(server)) {
      return SimNetwork.pass(
          new SimNetwork.Packet(
              new InetSocketAddress(outside, p.from().getPort() + OFFSET),
              p.to(),
              p.marked(),
              p.datagram()));
    }
    if (p.to().getAddress().equals(outside)) {
      return SimNetwork.pass(
          new SimNetwork.Packet(
              p.from(),
              new InetSocketAddress(inside, p.to().getPort() - OFFSET),
              p.marked(),
              p.datagram()));
    }
    return SimNetwork.pass(p);
  }
}
