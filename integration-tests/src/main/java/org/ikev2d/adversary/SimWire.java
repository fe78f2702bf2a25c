package org.ikev2d.adversary;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ikev2d.sim.Rules;
import org.ikev2d.sim.SimNetwork;
import org.ikev2d.wire.Bytes;

/** A place on the simulated network. */
public final class SimWire implements Wire {
  private static final int IKE_PORT = 500;
  private static final Duration ROUND_TRIP = Duration.ofMillis(50);

  private final SimNetwork network;
  private final InetSocketAddress victim;
  private final List<Bytes> inbox = new ArrayList<>();
  private InetSocketAddress own;

  public SimWire(SimNetwork network, String own, String victim) {
    this.network = network;
    this.own = new InetSocketAddress(Rules.address(own), IKE_PORT);
    this.victim = new InetSocketAddress(Rules.address(victim), IKE_PORT);
    network.attach(own, p -> inbox.add(p.datagram()));
  }

  /** From now on sends from another address; what comes to the old one is still received. */
  public void moveTo(String address) {
    own = new InetSocketAddress(Rules.address(address), IKE_PORT);
    network.attach(address, p -> inbox.add(p.datagram()));
  }

  /** Sends once from another address, or another port, as somebody else could. */
  void sendFrom(String address, int port, Bytes datagram) {
    InetSocketAddress from = new InetSocketAddress(Rules.address(address), port);
    network.attach(address, p -> inbox.add(p.datagram()));
    network.inject(new SimNetwork.Packet(from, victim, false, datagram));
  }

  @Override
  public void send(Bytes datagram) {
    network.inject(new SimNetwork.Packet(own, victim, false, datagram));
  }

  @Override
  public List<Bytes> receive() {
    network.advance(ROUND_TRIP);
    List<Bytes> all = List.copyOf(inbox);
    inbox.clear();
    return all;
  }
}
