package org.ikev2d.transport.gate;

import java.net.Inet4Address;
import java.net.InetAddress;
import org.ikev2d.wire.Bytes;

/**
 * What one sender can send from: an IPv4 address or, since a host has all of it, an IPv6 /64 (RFC
 * 8019 section 4.2).
 *
 * @param bits the address or the first half of it
 */
public record SourcePrefix(boolean ipv4, long bits) implements Comparable<SourcePrefix> {
  public static SourcePrefix of(InetAddress address) {
    Bytes octets = Bytes.wrap(address.getAddress());
    return address instanceof Inet4Address
        ? new SourcePrefix(true, octets.intAt(0))
        : new SourcePrefix(false, octets.longAt(0));
  }

  /** An order, so that hash tables stay fast when somebody chooses addresses that collide. */
  @Override
  public int compareTo(SourcePrefix other) {
    int byFamily = Boolean.compare(ipv4, other.ipv4);
    return byFamily != 0 ? byFamily : Long.compare(bits, other.bits);
  }
}
