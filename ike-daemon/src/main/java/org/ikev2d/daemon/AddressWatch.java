package org.ikev2d.daemon;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.actor.IkeEndpoint;
import org.ikev2d.kernel.os.RouteSocket;
import org.ikev2d.port.EventSink;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.Timers;
import org.ikev2d.transport.LocalAddresses;
import org.ikev2d.transport.UdpTransport;

/**
 * Follows the host's addresses: sockets are bound and closed, IKE SAs learn where they can be
 * reached. The kernel's word makes it look at once; without one it looks now and then.
 */
final class AddressWatch implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final int POLL_MILLIS = 250;

  /** Changes come in swarms: an address, its route, the end of a search for duplicates. */
  private static final int SETTLE_MILLIS = 50;

  private static final int MOST_SETTLING = 10;

  private final UdpTransport transport;
  private final IkeEndpoint endpoint;
  private final EventSink events;
  private final Timers timers;
  private final Thread listener;
  private final Optional<RouteSocket> socket = RouteSocket.open();
  private List<InetAddress> last = List.of();
  private volatile boolean closed;

  private AddressWatch(
      UdpTransport transport, IkeEndpoint endpoint, EventSink events, Timers timers) {
    this.transport = transport;
    this.endpoint = endpoint;
    this.events = events;
    this.timers = timers;
    // The wait is a foreign call, which would hold a carrier of virtual threads.
    this.listener = Thread.ofPlatform().daemon().name("addresses").unstarted(this::listen);
  }

  /** Looks, and goes on looking until closed. */
  static AddressWatch start(
      UdpTransport transport, IkeEndpoint endpoint, EventSink events, Timers timers) {
    AddressWatch watch = new AddressWatch(transport, endpoint, events, timers);
    watch.look();
    watch.listener.start();
    watch.again();
    return watch;
  }

  private void listen() {
    while (!closed && socket.isPresent()) {
      if (socket.get().changed(POLL_MILLIS)) {
        int rounds = 0;
        while (rounds < MOST_SETTLING && socket.get().changed(SETTLE_MILLIS)) {
          rounds++;
        }
        look();
      }
    }
    socket.ifPresent(RouteSocket::close);
  }

  private void again() {
    timers.schedule(
        INTERVAL,
        () -> {
          if (!closed) {
            look();
            again();
          }
        });
  }

  private synchronized void look() {
    if (closed) {
      return;
    }
    transport.rescan();
    Set<InetAddress> bound = new LinkedHashSet<>();
    transport.endpoints().stream()
        .map(e -> e.local().getAddress())
        .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress())
        .forEach(bound::add);
    List<InetAddress> now = new ArrayList<>(bound);
    now.sort(java.util.Comparator.comparing(InetAddress::getHostAddress));
    if (!now.equals(last)) {
      if (!last.isEmpty()) {
        events.emit(
            IkeEvent.info("addresses.changed")
                .with("now", now.stream().map(InetAddress::getHostAddress).toList()));
      }
      last = List.copyOf(now);
      endpoint.addresses(last, LocalAddresses::sourceFor);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      listener.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
