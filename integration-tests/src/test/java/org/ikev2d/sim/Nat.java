package org.ikev2d.sim;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A masquerading router in front of one host: other address, other ports. */
final class Nat {
  private final InetAddress inside;
  private final InetAddress server;
  private InetAddress outside;
  private int offset = 20_000;

  /** What arrives at an outer port goes to that inner one. */
  private final Map<InetSocketAddress, Integer> mappings = new HashMap<>();

  Nat(String inside, String outside, String server) {
    this.inside = Rules.address(inside);
    this.outside = Rules.address(outside);
    this.server = Rules.address(server);
  }

  /** Forgets its mappings, as after a restart: new ones have other ports. */
  void rebind() {
    mappings.clear();
    offset += 1_000;
  }

  /** The same behind another address. */
  void rebind(String newOutside) {
    rebind();
    outside = Rules.address(newOutside);
  }

  List<SimNetwork.Delivery> rewrite(SimNetwork.Packet p) {
    if (p.from().getAddress().equals(inside) && p.to().getAddress().equals(server)) {
      InetSocketAddress outer = new InetSocketAddress(outside, p.from().getPort() + offset);
      mappings.put(outer, p.from().getPort());
      return SimNetwork.pass(new SimNetwork.Packet(outer, p.to(), p.marked(), p.datagram()));
    }
    if (p.from().getAddress().equals(server)) {
      Integer port = mappings.get(p.to());
      return port == null
          ? List.of()
          : SimNetwork.pass(
              new SimNetwork.Packet(
                  p.from(), new InetSocketAddress(inside, port), p.marked(), p.datagram()));
    }
    return SimNetwork.pass(p);
  }
}
