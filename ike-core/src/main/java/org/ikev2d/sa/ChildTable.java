package org.ikev2d.sa;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.port.SaId;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ProtocolId;

/** The CHILD SAs of one IKE SA. Immutable; a handful of entries. */
public record ChildTable(List<ChildSa> all) {
  public static final ChildTable EMPTY = new ChildTable(List.of());

  public ChildTable {
    all = List.copyOf(all);
  }

  /** The CHILD SA whose inbound SA, the one we chose the SPI of, is that one. */
  public Optional<ChildSa> byInbound(ProtocolId protocol, ChildSpi spi) {
    return all.stream()
        .filter(c -> c.protocol().equals(protocol) && c.inbound().spi().equals(spi))
        .findFirst();
  }

  /** The CHILD SA whose outbound SA, the one the peer chose the SPI of, is that one. */
  public Optional<ChildSa> byOutbound(ProtocolId protocol, ChildSpi spi) {
    return all.stream()
        .filter(c -> c.protocol().equals(protocol) && c.outbound().spi().equals(spi))
        .findFirst();
  }

  /** The CHILD SA with that inbound SA. */
  public Optional<ChildSa> byInbound(SaId inbound) {
    return all.stream().filter(c -> c.inbound().equals(inbound)).findFirst();
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }

  public int size() {
    return all.size();
  }

  /** With that CHILD SA added, or put in the place of the one with the same inbound SPI. */
  public ChildTable with(ChildSa child) {
    List<ChildSa> changed = new ArrayList<>(without(child).all);
    changed.add(child);
    return new ChildTable(changed);
  }

  public ChildTable without(ChildSa child) {
    return new ChildTable(all.stream().filter(c -> !c.inbound().equals(child.inbound())).toList());
  }
}
