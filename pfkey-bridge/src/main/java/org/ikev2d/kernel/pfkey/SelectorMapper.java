package org.ikev2d.kernel.pfkey;

import java.util.Optional;
import org.ikev2d.kernel.msg.ExtKind;
import org.ikev2d.kernel.msg.SadbExtension;
import org.ikev2d.kernel.msg.Sockaddr;
import org.ikev2d.payload.AddressSelector;

/**
 * Selectors of IKEv2 as addresses of policy messages and back.
 *
 * <p>PF_KEY knows a prefix, one protocol or all, one port or all. For ICMP and Mobility Header the
 * port fields of an IKEv2 selector are type and code (RFC 7296 section 3.13.1); Linux wants the
 * type as source port and the code as destination port, zero for any.
 */
final class SelectorMapper {
  private static final int ANY_PROTOCOL = 255;

  private SelectorMapper() {}

  /** Addresses of a message. */
  record Pair(SadbExtension.Address source, SadbExtension.Address destination) {}

  /** Selectors of a policy. */
  record Selectors(AddressSelector source, AddressSelector destination) {}

  /** What cannot be expressed, if anything. */
  static Optional<String> problem(AddressSelector source, AddressSelector destination) {
    if (source.start().length() != destination.start().length()) {
      return Optional.of(
          "source " + source + " and destination " + destination + " differ in family");
    }
    if (source.ipProtocol() != 0
        && destination.ipProtocol() != 0
        && source.ipProtocol() != destination.ipProtocol()) {
      return Optional.of(
          "source " + source + " and destination " + destination + " differ in protocol");
    }
    boolean typed = hasTypes(protocol(source, destination));
    return problem(source, typed).or(() -> problem(destination, typed));
  }

  private static Optional<String> problem(AddressSelector selector, boolean typed) {
    if (selector.prefixLength().isEmpty()) {
      return Optional.of(selector + " is not a prefix");
    }
    if (selector.anyPort()) {
      return Optional.empty();
    }
    if (selector.isOpaque()) {
      return Optional.of(selector + " selects opaque ports, which PF_KEY cannot");
    }
    if (typed) {
      return typeProblem(selector);
    }
    if (selector.startPort() != selector.endPort()) {
      return Optional.of(selector + " selects several ports: one or all can be");
    }
    return selector.startPort() == 0
        ? Optional.of(selector + " selects port 0, which to PF_KEY means all")
        : Optional.empty();
  }

  private static Optional<String> typeProblem(AddressSelector selector) {
    int type = selector.startPort() >>> 8;
    boolean oneType = type == selector.endPort() >>> 8;
    boolean oneCode = selector.startPort() == selector.endPort();
    boolean anyCode = (selector.startPort() & 0xff) == 0 && (selector.endPort() & 0xff) == 0xff;
    if (!oneType || !(oneCode || anyCode)) {
      return Optional.of(selector + " selects several types or codes: one or all can be");
    }
    boolean zero = type == 0 || (oneCode && (selector.startPort() & 0xff) == 0);
    return zero
        ? Optional.of(selector + " selects type or code 0, which to PF_KEY means all")
        : Optional.empty();
  }

  /** For selectors without a {@link #problem}. */
  static Pair of(AddressSelector source, AddressSelector destination) {
    int protocol = protocol(source, destination);
    int sourcePort = source.anyPort() ? 0 : source.startPort();
    int destinationPort = destination.anyPort() ? 0 : destination.startPort();
    if (hasTypes(protocol)) {
      AddressSelector told = source.anyPort() ? destination : source;
      boolean oneCode = told.startPort() == told.endPort();
      sourcePort = told.anyPort() ? 0 : told.startPort() >>> 8;
      destinationPort = oneCode ? told.startPort() & 0xff : 0;
    }
    return new Pair(
        address(ExtKind.ADDRESS_SRC, source, protocol, sourcePort),
        address(ExtKind.ADDRESS_DST, destination, protocol, destinationPort));
  }

  private static SadbExtension.Address address(
      ExtKind kind, AddressSelector selector, int protocol, int port) {
    return new SadbExtension.Address(
        kind,
        protocol == 0 ? ANY_PROTOCOL : protocol,
        selector.prefixLength().orElseThrow(),
        new Sockaddr(selector.start(), port, 0, 0));
  }

  static Selectors selectors(SadbExtension.Address source, SadbExtension.Address destination) {
    int code = destination.protocol();
    int protocol = code == ANY_PROTOCOL ? 0 : code;
    int sourcePort = source.address().port();
    int destinationPort = destination.address().port();
    if (hasTypes(protocol) && sourcePort != 0) {
      int first = sourcePort << 8 & 0xff00 | destinationPort & 0xff;
      int last = destinationPort == 0 ? first | 0xff : first;
      return new Selectors(
          ports(source, protocol, first, last), ports(destination, protocol, first, last));
    }
    return new Selectors(
        ports(source, protocol, sourcePort, sourcePort == 0 ? 65_535 : sourcePort),
        ports(
            destination,
            protocol,
            destinationPort,
            destinationPort == 0 ? 65_535 : destinationPort));
  }

  private static AddressSelector ports(
      SadbExtension.Address address, int protocol, int first, int last) {
    return AddressSelector.ofPrefix(
        address.address().address(), address.prefix(), protocol, first, last);
  }

  private static int protocol(AddressSelector source, AddressSelector destination) {
    return Math.max(source.ipProtocol(), destination.ipProtocol());
  }

  /** ICMP, ICMPv6, Mobility Header. */
  private static boolean hasTypes(int protocol) {
    return protocol == 1 || protocol == 58 || protocol == 135;
  }
}
