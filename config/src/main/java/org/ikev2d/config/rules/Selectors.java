package org.ikev2d.config.rules;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ikev2d.config.rules.Pattern.PortRange;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.AddressRange;

/**
 * Traffic of one address family, one protocol and one range of ports on each side: every local
 * selector goes with every remote one.
 */
record Selectors(List<AddressSelector> local, List<AddressSelector> remote) {
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int SCTP = 132;

  /** The protocols that have ports; a port without a protocol means one of each. */
  static final List<Integer> PORTS = List.of(TCP, UDP, SCTP);

  /** IPv4 in IP and IPv6 in IP, which a tunnel interface sends. */
  private static final List<Integer> IN_IP = List.of(4, 41);

  private static final AddressRange ALL4 =
      AddressRange.ofPrefix(InetAddress.ofLiteral("0.0.0.0"), 0);
  private static final AddressRange ALL6 = AddressRange.ofPrefix(InetAddress.ofLiteral("::"), 0);

  Selectors {
    local = List.copyOf(local);
    remote = List.copyOf(remote);
  }

  /** All that a pattern selects; none if its addresses have no family in common. */
  static List<Selectors> of(Pattern pattern) {
    boolean ports = pattern.localPort() != 0 || pattern.remotePort() != 0;
    List<Integer> protocols =
        pattern.protocol().isPresent()
            ? List.of(pattern.protocol().getAsInt())
            : ports ? PORTS : List.of(0);
    List<Selectors> all = new ArrayList<>();
    for (AddressRange everything : List.of(ALL4, ALL6)) {
      List<AddressRange> local = family(pattern.local(), everything);
      List<AddressRange> remote = family(pattern.remote(), everything);
      if (local.isEmpty() || remote.isEmpty()) {
        continue;
      }
      protocols.stream()
          .filter(p -> fits(p, everything))
          .forEach(p -> all.addAll(selectors(pattern, p, local, remote)));
    }
    return all;
  }

  private static List<Selectors> selectors(
      Pattern pattern, int protocol, List<AddressRange> local, List<AddressRange> remote) {
    if (pattern.icmp().isEmpty()) {
      return List.of(
          new Selectors(
              with(local, protocol, PortRange.of(pattern.localPort())),
              with(remote, protocol, PortRange.of(pattern.remotePort()))));
    }
    // Type and code are a property of the packet, so both sides carry them (RFC 7296 section
    // 3.13.1).
    return pattern.icmp().stream()
        .map(r -> new Selectors(with(local, protocol, r), with(remote, protocol, r)))
        .toList();
  }

  /** The packets of a tunnel interface between its ends. */
  static List<Selectors> ofTunnel(InetAddress local, InetAddress remote) {
    List<AddressRange> here = List.of(AddressRange.of(local));
    List<AddressRange> there = List.of(AddressRange.of(remote));
    return IN_IP.stream()
        .map(p -> new Selectors(with(here, p, PortRange.ALL), with(there, p, PortRange.ALL)))
        .toList();
  }

  /** The same packets on their way back. */
  Selectors swapped() {
    return new Selectors(remote, local);
  }

  private static List<AddressRange> family(
      Optional<List<AddressRange>> ranges, AddressRange everything) {
    return ranges
        .map(List::stream)
        .orElseGet(() -> Stream.of(everything))
        .filter(r -> r.start().length() == everything.start().length())
        .toList();
  }

  private static boolean fits(int protocol, AddressRange everything) {
    boolean six = everything.equals(ALL6);
    return !(protocol == IcmpNames.ICMP && six) && !(protocol == IcmpNames.ICMP6 && !six);
  }

  private static List<AddressSelector> with(
      List<AddressRange> ranges, int protocol, PortRange ports) {
    return ranges.stream()
        .map(r -> new AddressSelector(protocol, ports.low(), ports.high(), r.start(), r.end()))
        .toList();
  }
}
