package org.ikev2d.sim;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.Path;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.jspecify.annotations.Nullable;

/** Carries datagrams between nodes, and loses, repeats, delays and changes them if told to. */
public final class SimNetwork {
  static final Duration LATENCY = Duration.ofMillis(5);

  private final ManualClock clock = new ManualClock();
  private final Map<InetAddress, Host> nodes = new HashMap<>();
  private final Map<InetAddress, SimNode> named = new HashMap<>();
  private final List<Line> ladder = new ArrayList<>();
  private final List<Hold> holds = new ArrayList<>();
  private Consumer<Packet> tap = packet -> {};
  private Runnable idle = () -> {};
  private int underWay;
  private BiConsumer<SimNode, IkeEvent> ear = (node, event) -> {};
  private Fault fault = packet -> List.of(new Delivery(packet, LATENCY));

  /** A datagram on its way. */
  public record Packet(
      InetSocketAddress from, InetSocketAddress to, boolean marked, Bytes datagram) {}

  /** A packet that arrives after a delay. */
  public record Delivery(Packet packet, Duration delay) {}

  /** One line of the ladder; text is made only when somebody reads it. */
  private sealed interface Line {
    record Sent(long nanos, Packet packet, List<Delivery> copies) implements Line {}

    record Told(long nanos, SimNode node, IkeEvent event) implements Line {}

    record Mark(long nanos, String text) implements Line {}
  }

  /**
   * Keeps one message back, with all its repetitions, until it is released; other messages pass.
   */
  public final class Hold {
    private final SimNode from;
    private final Predicate<MessageHeader> which;
    private @Nullable Packet held;
    private boolean over;

    private Hold(SimNode from, Predicate<MessageHeader> which) {
      this.from = from;
      this.which = which;
    }

    /** Whether the message has come. */
    public boolean has() {
      return held != null;
    }

    /** Lets the message go on its way. */
    public void release() {
      over = true;
      if (held == null) {
        throw new IllegalStateException("the message to be released was never sent");
      }
      Packet packet = held;
      dispatch(new Delivery(packet, LATENCY));
    }

    private boolean takes(Packet packet) {
      if (over || named.get(packet.from().getAddress()) != from) {
        return false;
      }
      if (held != null) {
        return held.datagram().equals(packet.datagram());
      }
      if (MessageCodec.peekHeader(packet.datagram()).filter(which).isEmpty()) {
        return false;
      }
      held = packet;
      return true;
    }
  }

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

  /** Keeps back the next request of that exchange that the node sends. */
  public Hold holdRequest(SimNode from, ExchangeType exchange) {
    return hold(from, h -> !h.response() && h.exchange().equals(exchange));
  }

  /** Keeps back the next answer of that exchange that the node sends. */
  public Hold holdAnswer(SimNode from, ExchangeType exchange) {
    return hold(from, h -> h.response() && h.exchange().equals(exchange));
  }

  private Hold hold(SimNode from, Predicate<MessageHeader> which) {
    Hold hold = new Hold(from, which);
    holds.add(hold);
    return hold;
  }

  /** Shows every packet that is sent. */
  void tap(Consumer<Packet> newTap) {
    tap = newTap;
  }

  /** Shows every packet that is sent, besides the tap. */
  void overhear(Consumer<Packet> more) {
    tap = tap.andThen(more);
  }

  /** Calls when no datagram is under way any more. */
  void idle(Runnable newIdle) {
    idle = newIdle;
  }

  /** Puts a remark into the story. */
  void mark(String text) {
    ladder.add(new Line.Mark(clock.nanoTime(), text));
  }

  /** Hears every event at once. */
  void ear(BiConsumer<SimNode, IkeEvent> newEar) {
    ear = newEar;
  }

  void note(SimNode node, IkeEvent event) {
    ear.accept(node, event);
    ladder.add(new Line.Told(clock.nanoTime(), node, event));
  }

  public SimNode node(
      String name, String address, EndpointSettings settings, SimPolicy policy, long seed) {
    return node(name, address, settings, policy, new JdkCrypto(), seed);
  }

  public SimNode node(
      String name,
      String address,
      EndpointSettings settings,
      SimPolicy policy,
      Crypto crypto,
      long seed) {
    SimNode node = new SimNode(name, this, settings, policy, crypto, seed);
    plug(node, address);
    return node;
  }

  /** Gives a node one more address; nobody tells it. */
  public void plug(SimNode node, String address) {
    named.put(Rules.address(address), node);
    attach(address, p -> node.deliver(p.from(), p.to(), p.marked(), p.datagram()));
  }

  /** Takes an address off the network: what is sent to it, or from it, is lost. */
  public void unplug(String address) {
    named.remove(Rules.address(address));
    nodes.remove(Rules.address(address));
  }

  InetAddress addressOf(SimNode node) {
    return named.entrySet().stream()
        .filter(e -> e.getValue() == node)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
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
    if (named.get(path.localAddress()) == from) {
      route(new Packet(path.local(), path.remote(), path.marked(), datagram));
    }
  }

  private void route(Packet packet) {
    tap.accept(packet);
    boolean held = holds.stream().anyMatch(h -> h.takes(packet));
    List<Delivery> deliveries = held ? List.of() : fault.apply(packet);
    ladder.add(new Line.Sent(clock.nanoTime(), packet, deliveries));
    for (Delivery delivery : deliveries) {
      dispatch(delivery);
    }
  }

  private void dispatch(Delivery delivery) {
    underWay++;
    clock.schedule(
        delivery.delay(),
        () -> {
          underWay--;
          arrive(delivery.packet());
          if (underWay == 0) {
            idle.run();
          }
        });
  }

  /** Brings a packet to whom it is for, at once. */
  void arrive(Packet packet) {
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
    return ladder.stream().filter(l -> l instanceof Line.Sent).map(this::text).toList();
  }

  /** What was sent and what the nodes told, in order. */
  public List<String> story() {
    return ladder.stream().map(this::text).toList();
  }

  private String text(Line line) {
    return switch (line) {
      case Line.Sent sent -> text(sent);
      case Line.Mark mark -> "%9.3f ms  ** %s".formatted(mark.nanos / 1e6, mark.text);
      case Line.Told told ->
          "%9.3f ms      %s: %s %s"
              .formatted(told.nanos / 1e6, told.node, told.event.name(), told.event.fields());
    };
  }

  private String text(Line.Sent sent) {
    Packet packet = sent.packet;
    String what =
        MessageCodec.peekHeader(packet.datagram()).map(SimNetwork::text).orElse("not IKE");
    return "%9.3f ms  %s -> %s  %s, %d octets%s"
        .formatted(
            sent.nanos / 1e6,
            name(packet.from()),
            name(packet.to()),
            what,
            packet.datagram().length(),
            sent.copies.isEmpty()
                ? "  LOST"
                : sent.copies.stream().map(SimNetwork::lateness).collect(Collectors.joining()));
  }

  private static String lateness(Delivery delivery) {
    return delivery.delay().equals(LATENCY) ? "" : "  +" + delivery.delay().toMillis() + " ms";
  }

  private String name(InetSocketAddress address) {
    SimNode node = named.get(address.getAddress());
    return node == null ? address.toString() : node.name() + ":" + address.getPort();
  }

  private static String text(MessageHeader header) {
    return "%s %s %d of %s"
        .formatted(
            header.exchange(),
            header.response() ? "answer" : "request",
            header.messageId(),
            header.initiatorSpi());
  }
}
