package org.ikev2d.port;

import java.net.InetAddress;
import java.util.Optional;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.payload.Identity;

/**
 * Addresses that a gateway lends to its clients (RFC 7296 section 2.19). Every call may be made
 * from any thread.
 */
public interface AddressLeases {
  /**
   * Lends an address to one holder.
   *
   * @param peer who had an address before gets it again while it is free
   * @param wanted the address that the client would like
   * @return empty if all are lent, the peer has as many as it may, or there are none of that family
   */
  Optional<InetAddress> lease(boolean ipv6, Identity peer, Optional<InetAddress> wanted);

  /** Whether some of these addresses are for lending. */
  boolean covers(AddressSelector selector);

  /** One more holder: the IKE SA that replaces the one that has it. */
  void hold(InetAddress address);

  /** One holder less; the address is free when there is none left. */
  void release(InetAddress address);
}
