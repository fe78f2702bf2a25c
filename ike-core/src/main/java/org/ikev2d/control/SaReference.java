package org.ikev2d.control;

import java.net.InetAddress;
import java.util.List;
import org.ikev2d.wire.IkeSpi;

/** How a command names IKE SAs. */
public sealed interface SaReference {
  /** One IKE SA by its two SPIs. */
  record BySpis(IkeSpi initiator, IkeSpi responder) implements SaReference {
    @Override
    public String toString() {
      return "0x" + initiator + " 0x" + responder;
    }
  }

  /**
   * Every IKE SA between an address of ours and an address of the peer. A host name stands for all
   * of its addresses.
   */
  record ByAddresses(List<InetAddress> local, List<InetAddress> remote) implements SaReference {
    public ByAddresses {
      local = List.copyOf(local);
      remote = List.copyOf(remote);
    }

    @Override
    public String toString() {
      return text(local) + " " + text(remote);
    }

    private static String text(List<InetAddress> addresses) {
      return String.join(",", addresses.stream().map(InetAddress::getHostAddress).toList());
    }
  }
}
