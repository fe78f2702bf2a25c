package org.ikev2d.actor;

import java.net.InetAddress;
import java.util.function.BiConsumer;
import org.ikev2d.exchange.AddressAssignment;
import org.ikev2d.port.AddressLeases;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.IkeSa;

/** Addresses of clients as IKE SAs come and go. */
final class Lending {
  private Lending() {}

  /** An IKE SA that replaces another has what that one has lent. */
  static void hold(EndpointSettings settings, IkeSa sa) {
    each(settings, sa, AddressLeases::hold);
  }

  /** What an IKE SA has lent that is over. */
  static void release(EndpointSettings settings, IkeSa sa) {
    each(settings, sa, AddressLeases::release);
  }

  private static void each(
      EndpointSettings settings, IkeSa sa, BiConsumer<AddressLeases, InetAddress> action) {
    settings
        .extensions()
        .gateway()
        .ifPresent(gateway ->
            AddressAssignment.leases(sa).forEach(a -> action.accept(gateway.leases(), a)));
  }
}
