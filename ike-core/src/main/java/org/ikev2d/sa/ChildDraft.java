package org.ikev2d.sa;

import java.util.List;
import java.util.Map;
import org.ikev2d.payload.Proposal;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.SaId;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ProtocolId;

/**
 * A CHILD SA that we have proposed.
 *
 * @param reserved our inbound SPIs, one for each protocol offered
 * @param larval the reservations to give back if nothing comes of it
 */
public record ChildDraft(
    ChildRequest request,
    IpsecMode mode,
    List<Proposal> offered,
    Map<ProtocolId, ChildSpi> reserved,
    List<SaId> larval) {
  public ChildDraft {
    offered = List.copyOf(offered);
    reserved = Map.copyOf(reserved);
    larval = List.copyOf(larval);
  }
}
