package org.ikev2d.actor;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.AddressLeases;
import org.ikev2d.port.AddressRange;
import org.ikev2d.wire.Bytes;

/** Addresses out of ranges, each lent once. What it remembers is bounded. */
public final class Leases implements AddressLeases {
  /** Clients at once, and those whose last address is remembered. */
  private static final int MOST = 65_536;

  private final List<AddressRange> ranges;
  private final int limit;
  private final Map<InetAddress, Lent> lent = new HashMap<>();
  private final Map<Former, Integer> shares = new HashMap<>();
  private final Map<AddressRange, BigInteger> next = new HashMap<>();
  private final Map<Former, InetAddress> former = new LinkedHashMap<>();

  private record Former(Identity peer, boolean ipv6) {}

  /** Who has an address, and how many IKE SAs stand for that. */
  private record Lent(Former to, int holders) {}

  /**
   * @param limit how many addresses of one family an identity may have at once, 1 at least
   */
  public Leases(List<AddressRange> ranges, int limit) {
    this.ranges = List.copyOf(ranges);
    this.limit = limit;
  }

  @Override
  public synchronized Optional<InetAddress> lease(
      boolean ipv6, Identity peer, Optional<InetAddress> wanted) {
    Former key = new Former(peer, ipv6);
    if (lent.size() >= MOST || shares.getOrDefault(key, 0) >= limit) {
      return Optional.empty();
    }
    Optional<InetAddress> found =
        wanted
            .filter(a -> isFree(a, ipv6))
            .or(() -> Optional.ofNullable(former.get(key)).filter(a -> isFree(a, ipv6)))
            .or(() -> unused(ipv6));
    found.ifPresent(address -> {
      lent.put(address, new Lent(key, 1));
      shares.merge(key, 1, Integer::sum);
      former.remove(key);
      former.put(key, address);
      if (former.size() > MOST) {
        former.remove(former.keySet().iterator().next());
      }
    });
    return found;
  }

  @Override
  public boolean covers(AddressSelector selector) {
    return ranges.stream()
        .anyMatch(r ->
            r.start().length() == selector.start().length()
                && r.start().compareTo(selector.end()) <= 0
                && selector.start().compareTo(r.end()) <= 0);
  }

  @Override
  public synchronized void hold(InetAddress address) {
    lent.computeIfPresent(address, (a, now) -> new Lent(now.to(), now.holders() + 1));
  }

  @Override
  public synchronized void release(InetAddress address) {
    Lent now = lent.get(address);
    if (now != null && now.holders() > 1) {
      lent.put(address, new Lent(now.to(), now.holders() - 1));
    } else if (now != null) {
      lent.remove(address);
      shares.computeIfPresent(now.to(), (p, count) -> count == 1 ? null : count - 1);
    }
  }

  /** How many addresses are lent. */
  public synchronized int size() {
    return lent.size();
  }

  private boolean isFree(InetAddress address, boolean ipv6) {
    return isOf(address, ipv6)
        && !lent.containsKey(address)
        && ranges.stream().anyMatch(r -> r.contains(address));
  }

  private static boolean isOf(InetAddress address, boolean ipv6) {
    return (address.getAddress().length == 16) == ipv6;
  }

  /** From where the last search ended, so that an address rests before somebody else gets it. */
  private Optional<InetAddress> unused(boolean ipv6) {
    for (AddressRange range : ranges) {
      if (isOf(range.first(), ipv6)) {
        Optional<InetAddress> address = unused(range);
        if (address.isPresent()) {
          return address;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<InetAddress> unused(AddressRange range) {
    BigInteger first = number(range.start());
    BigInteger size = number(range.end()).subtract(first).add(BigInteger.ONE);
    // Among one more than are lent, one is free.
    BigInteger tries = size.min(BigInteger.valueOf(lent.size() + 1L));
    BigInteger at = next.getOrDefault(range, BigInteger.ZERO);
    for (BigInteger i = BigInteger.ZERO; i.compareTo(tries) < 0; i = i.add(BigInteger.ONE)) {
      InetAddress address = address(first.add(at), range.start().length());
      at = at.add(BigInteger.ONE).mod(size);
      if (!lent.containsKey(address)) {
        next.put(range, at);
        return Optional.of(address);
      }
    }
    return Optional.empty();
  }

  private static BigInteger number(Bytes address) {
    return new BigInteger(1, address.toArray());
  }

  private static InetAddress address(BigInteger number, int octets) {
    byte[] digits = number.toByteArray();
    byte[] address = new byte[octets];
    for (int i = 0; i < Math.min(octets, digits.length); i++) {
      address[octets - 1 - i] = digits[digits.length - 1 - i];
    }
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException impossible) {
      throw new AssertionError(Bytes.copyOf(address).toHex(), impossible);
    }
  }
}
