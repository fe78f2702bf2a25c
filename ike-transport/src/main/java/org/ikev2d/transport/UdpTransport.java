package org.ikev2d.transport;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.ikev2d.port.DatagramOut;
import org.ikev2d.port.Path;
import org.ikev2d.transport.gate.Admission;
import org.ikev2d.wire.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * IKE over UDP: one socket for each local address and port, so that answers leave from the address
 * that was asked (RFC 7296 section 2.11).
 *
 * <p>Sending never blocks and may be done from any thread; what cannot be sent is dropped and
 * counted, since IKE retransmits.
 */
public final class UdpTransport implements DatagramOut, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UdpTransport.class);

  /** What {@link #rescan} changed, and the failures that now stand. */
  public record Rescan(List<Endpoint> added, List<Endpoint> removed, List<BindFailure> failures) {
    public Rescan {
      added = List.copyOf(added);
      removed = List.copyOf(removed);
      failures = List.copyOf(failures);
    }
  }

  /** The addresses of this host, as they are now. */
  @FunctionalInterface
  interface AddressSource {
    Set<InetAddress> addresses() throws SocketException;
  }

  /** Names a socket; scopes count for link-local addresses only, as in {@link LocalAddresses}. */
  private record Key(InetAddress address, int scope, int port) {
    static Key of(InetAddress address, int port) {
      boolean scoped = address instanceof Inet6Address && address.isLinkLocalAddress();
      return new Key(address, scoped ? ((Inet6Address) address).getScopeId() : 0, port);
    }
  }

  private final TransportSettings settings;
  private final AddressSource addresses;
  private final DatagramHandler.Sinks sinks;
  private final TransportCounters counters = new TransportCounters();
  private final Network network;
  private final ReentrantLock changing = new ReentrantLock();

  /** Sockets by the port they were asked for; guarded by {@link #changing}. */
  private final Map<Key, UdpSocket> wantedSockets = new LinkedHashMap<>();

  /** The same sockets by the port they have. */
  private final Map<Key, UdpSocket> sockets = new ConcurrentHashMap<>();

  private volatile List<BindFailure> failures = List.of();
  private volatile boolean closed;

  private UdpTransport(
      TransportSettings settings,
      AddressSource addresses,
      Admission gate,
      Receiver receiver,
      Optional<EspSink> esp) {
    this.settings = settings;
    this.addresses = addresses;
    EspSink espSink = esp.orElse((path, packet) -> counters.dropped(DropReason.ESP));
    this.sinks = new DatagramHandler.Sinks(gate, receiver, espSink, this::send);
    this.network = new Network(settings);
  }

  /** As the other one, without a gate and without anybody who takes ESP. */
  public static UdpTransport open(TransportSettings settings, Receiver receiver) {
    return open(settings, Admission.ALL, receiver, Optional.empty());
  }

  /**
   * Binds the sockets. Those that cannot be bound are told by {@link #failures}; it is for the
   * caller to say whether it can do without.
   *
   * @param esp takes ESP in UDP that reaches us; without it such packets are dropped and counted
   * @throws IllegalStateException if epoll is demanded and not there
   */
  public static UdpTransport open(
      TransportSettings settings, Admission gate, Receiver receiver, Optional<EspSink> esp) {
    return open(settings, LocalAddresses::all, gate, receiver, esp);
  }

  static UdpTransport open(
      TransportSettings settings,
      AddressSource addresses,
      Admission gate,
      Receiver receiver,
      Optional<EspSink> esp) {
    UdpTransport transport = new UdpTransport(settings, addresses, gate, receiver, esp);
    transport.rescan();
    LOG.info(
        "transport.open engine={} sockets={} failures={}",
        transport.network.isEpoll() ? "epoll" : "nio",
        transport.sockets.size(),
        transport.failures.size());
    return transport;
  }

  /**
   * Follows the host's addresses: binds those that are new or failed before, closes those that are
   * gone. Blocks for as long as binding takes.
   */
  public Rescan rescan() {
    changing.lock();
    try {
      return closed ? new Rescan(List.of(), List.of(), failures) : rescanLocked();
    } finally {
      changing.unlock();
    }
  }

  private Rescan rescanLocked() {
    Set<InetAddress> present;
    try {
      present = LocalAddresses.expand(settings.listen(), addresses.addresses());
    } catch (SocketException e) {
      LOG.warn("transport.addresses-unknown error=\"{}\"", IpsecOptions.reason(e));
      return new Rescan(List.of(), List.of(), failures);
    }
    Map<Key, Endpoint> wanted = new LinkedHashMap<>();
    for (InetAddress address : present) {
      // Where both are any port, the two keys of an address still have to differ.
      wanted.put(
          Key.of(address, settings.ikePort()),
          new Endpoint(new InetSocketAddress(address, settings.ikePort()), false));
      wanted.put(
          Key.of(address, settings.nattPort() == 0 ? -1 : settings.nattPort()),
          new Endpoint(new InetSocketAddress(address, settings.nattPort()), true));
    }
    List<Endpoint> removed = removeAllBut(wanted.keySet());
    List<Endpoint> added = new ArrayList<>();
    List<BindFailure> failed = new ArrayList<>();
    wanted.forEach((key, endpoint) -> {
      if (!wantedSockets.containsKey(key)) {
        bind(key, endpoint, added, failed);
      }
    });
    failures = List.copyOf(failed);
    return new Rescan(added, removed, failed);
  }

  private List<Endpoint> removeAllBut(Set<Key> wanted) {
    List<Endpoint> removed = new ArrayList<>();
    wantedSockets
        .entrySet()
        .removeIf(entry -> {
          if (wanted.contains(entry.getKey())) {
            return false;
          }
          UdpSocket socket = entry.getValue();
          sockets.values().remove(socket);
          socket.close();
          removed.add(socket.endpoint());
          LOG.info("socket.closed local={}", socket.endpoint().local());
          return true;
        });
    return removed;
  }

  private void bind(Key key, Endpoint wish, List<Endpoint> added, List<BindFailure> failed) {
    switch (UdpSocket.bind(network, settings, wish, counters, sinks)) {
      case UdpSocket.Bound(UdpSocket socket) -> {
        Endpoint endpoint = socket.endpoint();
        wantedSockets.put(key, socket);
        sockets.put(Key.of(endpoint.local().getAddress(), endpoint.local().getPort()), socket);
        added.add(endpoint);
        LOG.info("socket.bound local={} natt={}", endpoint.local(), endpoint.natt());
      }
      case UdpSocket.Refused(BindFailure failure) -> {
        failed.add(failure);
        if (!failures.contains(failure)) {
          LOG.warn("socket.bind-failed local={} error=\"{}\"", wish.local(), failure.reason());
        }
      }
    }
  }

  /** Where we listen now, with the ports that sockets really have. */
  public List<Endpoint> endpoints() {
    return sockets.values().stream().map(UdpSocket::endpoint).toList();
  }

  /** Where we do not listen although we should. */
  public List<BindFailure> failures() {
    return failures;
  }

  /**
   * The path from one of our addresses to a peer.
   *
   * @param natt whether to use the NAT traversal port, and with it the marker
   * @return empty if we do not listen on that address
   */
  public Optional<Path> path(InetAddress local, InetSocketAddress remote, boolean natt) {
    InetAddress plain = LocalAddresses.plain(local);
    return endpoints().stream()
        .filter(e -> e.natt() == natt && e.local().getAddress().equals(plain))
        .findFirst()
        .map(e -> new Path(e.local(), remote, natt));
  }

  @Override
  public void send(Path path, Bytes message) {
    send(path, path.marked() ? NonEspMarker.LENGTH : 0, message);
  }

  /** Sends octets as they are, without a marker: ESP in UDP or a keepalive. */
  public void sendUnmarked(Path path, Bytes octets) {
    send(path, 0, octets);
  }

  private void send(Path path, int markerLength, Bytes octets) {
    UdpSocket socket =
        sockets.get(Key.of(LocalAddresses.plain(path.localAddress()), path.local().getPort()));
    if (socket == null) {
      counters.dropped(DropReason.NO_SOCKET);
      LOG.debug("datagram.no-socket path={}", path);
      return;
    }
    socket.send(path, markerLength, octets);
  }

  public TransportSnapshot counters() {
    return counters.snapshot();
  }

  /** Closes all sockets; what was not sent yet is lost. */
  @Override
  public void close() {
    changing.lock();
    try {
      closed = true;
      removeAllBut(Set.of());
    } finally {
      changing.unlock();
    }
    network.close();
  }
}
