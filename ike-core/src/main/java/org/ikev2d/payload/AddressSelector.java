package org.ikev2d.payload;

import java.util.Optional;
import org.ikev2d.wire.Bytes;

/**
 * A range of addresses and ports for one IP protocol or all of them (RFC 7296 section 3.13.1).
 *
 * <p>For ICMP and Mobility Header the port fields carry type and code, as section 3.13.1 lays out;
 * OPAQUE is start 65535 and end 0 (RFC 4301 section 4.4.1.1).
 *
 * @param ipProtocol 0 for any, else the IP protocol, to 255
 * @param startPort 0 to 65535
 * @param endPort 0 to 65535
 * @param start first address: 4 or 16 octets
 * @param end last address, of the same length
 */
public record AddressSelector(int ipProtocol, int startPort, int endPort, Bytes start, Bytes end)
    implements TrafficSelector {
  public AddressSelector {
    if (start.length() != end.length() || (start.length() != 4 && start.length() != 16)) {
      throw new IllegalArgumentException("addresses of a selector are both 4 or both 16 octets");
    }
  }

  /** All ports and protocols of the addresses that share the first {@code prefix} bits. */
  public static AddressSelector ofPrefix(Bytes address, int prefix) {
    return ofPrefix(address, prefix, 0, 0, 65535);
  }

  public static AddressSelector ofPrefix(
      Bytes address, int prefix, int ipProtocol, int startPort, int endPort) {
    byte[] low = address.toArray();
    byte[] high = address.toArray();
    for (int bit = prefix; bit < low.length * 8; bit++) {
      low[bit / 8] &= (byte) ~(0x80 >> bit % 8);
      high[bit / 8] |= (byte) (0x80 >> bit % 8);
    }
    return new AddressSelector(ipProtocol, startPort, endPort, Bytes.wrap(low), Bytes.wrap(high));
  }

  @Override
  public int tsType() {
    return start.length() == 4 ? TS_IPV4_ADDR_RANGE : TS_IPV6_ADDR_RANGE;
  }

  /** What both select, if anything. */
  public Optional<AddressSelector> intersect(AddressSelector other) {
    if (start.length() != other.start.length()
        || (ipProtocol != 0 && other.ipProtocol != 0 && ipProtocol != other.ipProtocol)) {
      return Optional.empty();
    }
    Bytes low = start.compareTo(other.start) >= 0 ? start : other.start;
    Bytes high = end.compareTo(other.end) <= 0 ? end : other.end;
    if (low.compareTo(high) > 0) {
      return Optional.empty();
    }
    if (isOpaque() || other.isOpaque()) {
      boolean matches = (isOpaque() || anyPort()) && (other.isOpaque() || other.anyPort());
      return matches
          ? Optional.of(
              new AddressSelector(Math.max(ipProtocol, other.ipProtocol), 65535, 0, low, high))
          : Optional.empty();
    }
    int from = Math.max(startPort, other.startPort);
    int to = Math.min(endPort, other.endPort);
    return from > to
        ? Optional.empty()
        : Optional.of(
            new AddressSelector(Math.max(ipProtocol, other.ipProtocol), from, to, low, high)
                .sharedWith(other));
  }

  /** The other one, if it is equal: SAs by the thousand have the selectors of their policy. */
  private AddressSelector sharedWith(AddressSelector other) {
    return equals(other) ? other : this;
  }

  /** Whether everything that {@code other} selects is selected by this one too. */
  public boolean contains(AddressSelector other) {
    return intersect(other).filter(other::equals).isPresent();
  }

  public boolean anyPort() {
    return startPort == 0 && endPort == 65535;
  }

  /** The marker for packets whose ports cannot be seen. */
  public boolean isOpaque() {
    return startPort == 65535 && endPort == 0;
  }

  /** Whether the range is one address. */
  public boolean isHost() {
    return start.equals(end);
  }

  /** The length of the prefix that the address range is, where it is one; else empty. */
  public java.util.OptionalInt prefixLength() {
    int bits = start.length() * 8;
    int common = 0;
    while (common < bits && bit(start, common) == bit(end, common)) {
      common++;
    }
    for (int i = common; i < bits; i++) {
      if (bit(start, i) != 0 || bit(end, i) != 1) {
        return java.util.OptionalInt.empty();
      }
    }
    return java.util.OptionalInt.of(common);
  }

  private static int bit(Bytes address, int index) {
    return address.at(index / 8) >> (7 - index % 8) & 1;
  }

  /** {@code 10.1.0.0/16}, {@code 10.1.0.1-10.1.0.9}, then {@code [protocol/ports]} if limited. */
  @Override
  public String toString() {
    java.util.OptionalInt prefix = prefixLength();
    String addresses =
        prefix.isPresent()
            ? text(start) + (isHost() ? "" : "/" + prefix.getAsInt())
            : text(start) + "-" + text(end);
    if (ipProtocol == 0 && anyPort()) {
      return addresses;
    }
    String ports =
        isOpaque()
            ? "/opaque"
            : anyPort() ? "" : "/" + (startPort == endPort ? startPort : startPort + "-" + endPort);
    return addresses + "[" + (ipProtocol == 0 ? "any" : ipProtocol) + ports + "]";
  }

  private static String text(Bytes address) {
    try {
      return java.net.InetAddress.getByAddress(address.toArray()).getHostAddress();
    } catch (java.net.UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
