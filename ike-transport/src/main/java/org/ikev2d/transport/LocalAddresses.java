package org.ikev2d.transport;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The addresses of this host. */
public final class LocalAddresses {
  private LocalAddresses() {}

  /** All unicast addresses of interfaces that are up, loopback included. */
  static Set<InetAddress> all() throws SocketException {
    Set<InetAddress> found = new LinkedHashSet<>();
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      if (isUp(each)) {
        each.inetAddresses().map(LocalAddresses::plain).forEach(found::add);
      }
    }
    return found;
  }

  private static boolean isUp(NetworkInterface each) {
    try {
      return each.isUp();
    } catch (SocketException gone) {
      return false;
    }
  }

  /** {@code listen} with its wildcards replaced by what they stand for. */
  static Set<InetAddress> expand(List<InetAddress> listen, Collection<InetAddress> all) {
    if (listen.isEmpty()) {
      return new LinkedHashSet<>(all);
    }
    Set<InetAddress> wanted = new LinkedHashSet<>();
    for (InetAddress address : listen) {
      if (address.isAnyLocalAddress()) {
        all.stream().filter(a -> a.getClass() == address.getClass()).forEach(wanted::add);
      } else {
        wanted.add(plain(address));
      }
    }
    return wanted;
  }

  /**
   * Without the scope that comes with every IPv6 address of an interface or of a received datagram:
   * only link-local ones need it, and elsewhere it would end up in texts and comparisons.
   */
  static InetAddress plain(InetAddress address) {
    if (!(address instanceof Inet6Address) || address.isLinkLocalAddress()) {
      return address;
    }
    try {
      return InetAddress.getByAddress(address.getAddress());
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  static InetSocketAddress plain(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address
        ? new InetSocketAddress(plain(address.getAddress()), address.getPort())
        : address;
  }

  /**
   * The address the system would send from to {@code remote}; empty without a route. Sends nothing.
   */
  public static Optional<InetAddress> sourceFor(InetAddress remote) {
    try (DatagramSocket probe = new DatagramSocket()) {
      probe.connect(new InetSocketAddress(remote, 500));
      InetAddress local = probe.getLocalAddress();
      return local.isAnyLocalAddress() ? Optional.empty() : Optional.of(plain(local));
    } catch (IOException | java.io.UncheckedIOException noRoute) {
      return Optional.empty();
    }
  }
}
