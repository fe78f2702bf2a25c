package org.ikev2d.exchange;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.payload.CpPayload;
import org.ikev2d.payload.CpPayload.CfgAttribute;
import org.ikev2d.wire.Bytes;

/** Attributes of configuration payloads and their values (RFC 7296 section 3.15.1). */
final class CfgValues {
  static final int IP4_ADDRESS = 1;
  static final int IP4_NETMASK = 2;
  static final int IP4_DNS = 3;
  static final int IP6_ADDRESS = 8;
  static final int IP6_DNS = 10;
  static final int IP4_SUBNET = 13;
  static final int IP6_SUBNET = 15;
  private static final int IPV6_OCTETS = 16;

  private CfgValues() {}

  static boolean has(CpPayload payload, int type) {
    return payload.attributes().stream().anyMatch(a -> a.attributeType() == type);
  }

  static CfgAttribute empty(int type) {
    return new CfgAttribute(type, Bytes.EMPTY);
  }

  /** INTERNAL_IP4_ADDRESS, or INTERNAL_IP6_ADDRESS for that address alone. */
  static CfgAttribute address(InetAddress address) {
    Bytes octets = Bytes.copyOf(address.getAddress());
    return octets.length() == IPV6_OCTETS
        ? new CfgAttribute(IP6_ADDRESS, Bytes.concat(octets, Bytes.of(128)))
        : new CfgAttribute(IP4_ADDRESS, octets);
  }

  static CfgAttribute dns(InetAddress address) {
    Bytes octets = Bytes.copyOf(address.getAddress());
    return new CfgAttribute(octets.length() == IPV6_OCTETS ? IP6_DNS : IP4_DNS, octets);
  }

  /** A network that is a prefix. */
  static CfgAttribute subnet(AddressSelector network) {
    int prefix = network.prefixLength().orElseThrow();
    if (network.start().length() == IPV6_OCTETS) {
      return new CfgAttribute(IP6_SUBNET, Bytes.concat(network.start(), Bytes.of(prefix)));
    }
    int mask = prefix == 0 ? 0 : -1 << (32 - prefix);
    return new CfgAttribute(IP4_SUBNET, Bytes.concat(network.start(), Bytes.ofInt(mask)));
  }

  /** The addresses in attributes of that type; values of a wrong length are no addresses. */
  static List<InetAddress> addresses(CpPayload payload, int type) {
    return payload.attributes().stream()
        .filter(a -> a.attributeType() == type)
        .flatMap(a -> address(type, a.value()).stream())
        .toList();
  }

  private static Optional<InetAddress> address(int type, Bytes value) {
    int right =
        switch (type) {
          case IP4_ADDRESS, IP4_DNS -> 4;
          case IP6_DNS -> IPV6_OCTETS;
          case IP6_ADDRESS -> IPV6_OCTETS + 1;
          default -> throw new IllegalArgumentException("no address in " + type);
        };
    if (value.length() != right) {
      return Optional.empty();
    }
    try {
      byte[] octets = value.slice(0, Math.min(right, IPV6_OCTETS)).toArray();
      InetAddress address = InetAddress.getByAddress(octets);
      return address.isAnyLocalAddress() || address.isMulticastAddress()
          ? Optional.empty()
          : Optional.of(address);
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** The networks in INTERNAL_IP4_SUBNET and INTERNAL_IP6_SUBNET; what is no prefix is left out. */
  static List<AddressSelector> subnets(CpPayload payload) {
    return payload.attributes().stream().flatMap(a -> subnet(a).stream()).toList();
  }

  private static Optional<AddressSelector> subnet(CfgAttribute attribute) {
    Bytes value = attribute.value();
    if (attribute.attributeType() == IP6_SUBNET
        && value.length() == IPV6_OCTETS + 1
        && value.at(IPV6_OCTETS) <= 128) {
      return Optional.of(
          AddressSelector.ofPrefix(value.slice(0, IPV6_OCTETS), value.at(IPV6_OCTETS)));
    }
    if (attribute.attributeType() == IP4_SUBNET && value.length() == 8) {
      int mask = value.intAt(4);
      int prefix = Integer.bitCount(mask);
      boolean whole = prefix == 0 || mask == -1 << (32 - prefix);
      return whole
          ? Optional.of(AddressSelector.ofPrefix(value.slice(0, 4), prefix))
          : Optional.empty();
    }
    return Optional.empty();
  }
}
