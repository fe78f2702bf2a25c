package org.ikev2d.kernel.journal;

import java.net.InetAddress;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.Direction;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaStatus;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ProtocolId;

/** Something of ours in the kernel. */
sealed interface JournalEntry {
  /** What tells it from the others of its kind. */
  Object key();

  /** An SA or a reservation. */
  record Sa(SaId id, int reqid) implements JournalEntry {
    private record Key(ProtocolId protocol, ChildSpi spi, InetAddress destination) {}

    @Override
    public Object key() {
      return new Key(id.protocol(), id.spi(), id.destination());
    }

    /** The look-up went by protocol, SPI and destination; the reqid tells whose it is. */
    boolean isThat(SaStatus found) {
      return found.reqid() == reqid;
    }
  }

  /**
   * @param reqid 0 where there is no template
   */
  record Policy(
      Direction direction,
      AddressSelector source,
      AddressSelector destination,
      Kind kind,
      int reqid)
      implements JournalEntry {
    enum Kind {
      BYPASS,
      DISCARD,
      PROTECT
    }

    private record Key(Direction direction, AddressSelector source, AddressSelector destination) {}

    static Policy of(KernelPolicy policy) {
      Kind kind = policy.discard() ? Kind.DISCARD : Kind.BYPASS;
      return new Policy(
          policy.direction(),
          policy.source(),
          policy.destination(),
          policy.template().isPresent() ? Kind.PROTECT : kind,
          policy.template().map(KernelPolicy.Template::reqid).orElse(0));
    }

    @Override
    public Object key() {
      return new Key(direction, source, destination);
    }

    /** A kernel tells the protocol on both sides even where we gave it on one. */
    boolean isThat(KernelPolicy found) {
      Policy other = of(found);
      return direction == other.direction
          && kind == other.kind
          && reqid == other.reqid
          && protocol(this) == protocol(other)
          && sameAddresses(source, other.source)
          && sameAddresses(destination, other.destination)
          && (hasTypes()
              || (samePorts(source, other.source) && samePorts(destination, other.destination)));
    }

    /** For ICMP and Mobility Header, type and code come back on both sides. */
    private boolean hasTypes() {
      int protocol = protocol(this);
      return protocol == 1 || protocol == 58 || protocol == 135;
    }

    private static int protocol(Policy policy) {
      return Math.max(policy.source.ipProtocol(), policy.destination.ipProtocol());
    }

    private static boolean sameAddresses(AddressSelector one, AddressSelector other) {
      return one.start().equals(other.start()) && one.end().equals(other.end());
    }

    private static boolean samePorts(AddressSelector one, AddressSelector other) {
      return one.startPort() == other.startPort() && one.endPort() == other.endPort();
    }
  }
}
