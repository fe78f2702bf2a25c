package org.ikev2d.port;

import java.net.InetAddress;
import org.ikev2d.wire.Bytes;

/** A range of addresses of one family, both ends included. */
public record AddressRange(Bytes start, Bytes end) {
  public AddressRange {
    if (start.length() != end.length() || start.compareTo(end) > 0) {
      throw new IllegalArgumentException("not a range of addresses: " + start + " to " + end);
    }
  }

  public static AddressRange of(InetAddress address) {
    Bytes octets = Bytes.copyOf(address.getAddress());
    return new AddressRange(octets, octets);
  }

  /** The addresses that share the first {@code prefix} bits. */
  public static AddressRange ofPrefix(InetAddress address, int prefix) {
    var selector =
        org.ikev2d.payload.AddressSelector.ofPrefix(Bytes.copyOf(address.getAddress()), prefix);
    return new AddressRange(selector.start(), selector.end());
  }

  public boolean contains(InetAddress address) {
    Bytes octets = Bytes.copyOf(address.getAddress());
    return octets.length() == start.length()
        && start.compareTo(octets) <= 0
        && octets.compareTo(end) <= 0;
  }

  public boolean isHost() {
    return start.equals(end);
  }

  /** The first address. */
  public InetAddress first() {
    try {
      return InetAddress.getByAddress(start.toArray());
    } catch (java.net.UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** As a traffic selector for all protocols and ports prints it. */
  @Override
  public String toString() {
    return new org.ikev2d.payload.AddressSelector(0, 0, 65535, start, end).toString();
  }
}
