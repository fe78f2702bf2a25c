package org.ikev2d.sim;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.port.Path;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.wire.Bytes;

/** Carries datagrams between nodes, and loses, repeats, delays and changes them if told to. */
public final class SimNetwork {
  private static final Duration LATENCY = Duration.ofMillis(5);

  private final ManualClock clock = new ManualClock();
  private final Map<InetAddress, Host> nodes = new HashMap<>();
  private final List<String> ladder = new ArrayList<>();
  private Fault fault = packet -> List.of(new Delivery(packet, LATENCY));

  /** A datagram on its way. */
  public record Packet(
      InetSocketAddress from, InetSocketAddress to, boolean marked, Bytes datagram) {}

  /** A packet that arrives after a delay. */
  public record Delivery(Packet packet, Duration delay) {}

  /** What becomes of a packet: no delivery, one, or several. */
  @FunctionalInterface
  public interface Fault {
    List<Delivery> apply(Packet packet);
  }

  /** Whoever takes what is sent to an address. */
  @FunctionalInterface
  public interface Host {
    void deliver(Packet packet);
  }

  public ManualClock clock() {
    return clock;
  }

  public void fault(Fault newFault) {
    fault = newFault;
  }

  /** An undisturbed delivery. */
  public static List<Delivery> pass(Packet packet) {
    return List.of(new Delivery(packet, LATENCY));
  }

  public SimNode node(
      String name, String address, EndpointSettings settings, SimPolicy policy, long seed) {
    SimNode node = new SimNode(name, this, settings, policy, seed);
    attach(address, p -> node.deliver(p.from(), p.to(), p.marked(), p.datagram()));
    return node;
  }

  /** Puts a host on the network, in the place of the one that had the address. */
  public void attach(String address, Host host) {
    nodes.put(Rules.address(address), host);
  }

  /** Puts a datagram on the wire as if it came from that address. */
  public void inject(Packet packet) {
    route(packet);
  }

  void send(SimNode from, Path path, Bytes datagram) {
    route(new Packet(path.local(), path.remote(), path.marked(), datagram));
  }

  private void route(Packet packet) {
    List<Delivery> deliveries = fault.apply(packet);
    ladder.add(line(packet, deliveries.size()));
    for (Delivery delivery : deliveries) {
      clock.schedule(delivery.delay(), () -> arrive(delivery.packet()));
    }
  }

  private void arrive(Packet packet) {
    Host node = nodes.get(packet.to().getAddress());
    if (node != null) {
      node.deliver(packet);
    }
  }

  /** Lets time pass. */
  public void advance(Duration duration) {
    clock.advance(duration);
  }

  /** What was sent, one line each, for a failed test to show. */
  public List<String> ladder() {
    return List.copyOf(ladder);
  }

  private String line(Packet packet, int copies) {
    String what =
        MessageCodec.peekHeader(packet.datagram()).map(SimNetwork::text).orElse("not IKE");
    return "%9.3f ms  %s -> %s  %s, %d octets%s"
        .formatted(
            clock.nanoTime() / 1e6,
            packet.from(),
            packet.to(),
            what,
            packet.datagram().length(),
            copies == 1 ? "" : copies == 0 ? "  LOST" : "  x" + copies);
  }

  private static String text(MessageHeader header) {
    return header.exchange()
        + (header.response() ? " response " : " request ")
        + header.messageId();
  }
}
