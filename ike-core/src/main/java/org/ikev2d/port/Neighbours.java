package org.ikev2d.port;

import java.util.List;
import org.ikev2d.payload.AddressSelector;

/** The other IKE SAs of an endpoint, as far as one of them may know. */
public interface Neighbours {
  /** There are none. */
  Neighbours NONE = remote -> false;

  /**
   * Whether a peer that has proved its identity has a CHILD SA for any of that traffic.
   *
   * @param remote the peers' side of the traffic
   */
  boolean holdAuthenticated(List<AddressSelector> remote);
}
