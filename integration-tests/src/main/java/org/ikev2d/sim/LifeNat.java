package org.ikev2d.sim;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A NAT in front of one host, which forgets its mapping now and then and makes another. */
final class LifeNat {
  /** Addresses outside are of this network. */
  static final String OUTSIDE = "10.0.0.64";

  static final int PREFIX = 26;
  private static final int FIRST_OFFSET = 20_000;
  private static final int IKE_PORT = 500;
  private static final int NATT_PORT = 4500;

  private final InetAddress inside;
  private InetAddress outside = Rules.address(OUTSIDE);
  private int offset = FIRST_OFFSET;

  LifeNat(String inside) {
    this.inside = Rules.address(inside);
  }

  /** Another port from now on, and another address if wanted; nothing comes in by the old ones. */
  void rebind(boolean newAddress) {
    offset += 10;
    if (newAddress) {
      byte[] octets = outside.getAddress();
      octets[3] = (byte) (octets[3] + 1);
      outside = address(octets);
    }
  }

  private static InetAddress address(byte[] octets) {
    try {
      return InetAddress.getByAddress(octets);
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException("an address of " + octets.length + " octets", e);
    }
  }

  /** The packet as it goes on; empty if there is no mapping for it. */
  Optional<SimNetwork.Packet> translate(SimNetwork.Packet p) {
    if (p.from().getAddress().equals(inside)) {
      InetSocketAddress from = new InetSocketAddress(outside, p.from().getPort() + offset);
      return Optional.of(new SimNetwork.Packet(from, p.to(), p.marked(), p.datagram()));
    }
    int port = p.to().getPort() - offset;
    if (!p.to().getAddress().equals(outside) || port != IKE_PORT && port != NATT_PORT) {
      return Optional.empty();
    }
    InetSocketAddress to = new InetSocketAddress(inside, port);
    return Optional.of(new SimNetwork.Packet(p.from(), to, p.marked(), p.datagram()));
  }
}
