package org.ikev2d.sa;

import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.Proposal;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.SaId;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ProtocolId;

/**
 * A CHILD SA that we have proposed.
 *
 * @param larval our inbound SPIs, one for each protocol offered; given back if nothing comes of it
 */
public record ChildDraft(
    ChildRequest request, IpsecMode mode, List<Proposal> offered, List<SaId> larval) {
  public ChildDraft {
    offered = List.copyOf(offered);
    larval = List.copyOf(larval);
  }

  /** Our inbound SPI for that protocol. */
  public Optional<ChildSpi> spi(ProtocolId protocol) {
    return larval.stream().filter(l -> l.protocol().equals(protocol)).map(SaId::spi).findFirst();
  }
}
