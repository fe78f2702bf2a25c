package org.ikev2d.sa;

import java.util.List;
import org.ikev2d.negotiate.ChildAlgorithms;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ProtocolId;

/**
 * A CHILD SA: a pair of SAs of the SADB. Its keys are the kernel's alone.
 *
 * @param local selectors of our side, as agreed
 * @param remote selectors of the peer's side, as agreed
 * @param installedNanos when, on the clock of {@link org.ikev2d.port.Timers#nanoTime}
 */
public record ChildSa(
    SaId inbound,
    SaId outbound,
    IpsecMode mode,
    ChildAlgorithms algorithms,
    List<AddressSelector> local,
    List<AddressSelector> remote,
    SecurityPolicy policy,
    int reqid,
    ChildState state,
    long installedNanos) {
  /** Where a CHILD SA is in its life. */
  public enum ChildState {
    INSTALLED,
    /** Replaced; kept until the initiator of the rekey deletes it. */
    REKEYED,
    /** We have asked the peer to delete it. */
    DELETING
  }

  public ChildSa {
    local = List.copyOf(local);
    remote = List.copyOf(remote);
  }

  public ProtocolId protocol() {
    return inbound.protocol();
  }

  /** The SPI that we chose, by which both sides name the pair to each other. */
  public ChildSpi spi() {
    return inbound.spi();
  }

  public ChildSa withState(ChildState newState) {
    return new ChildSa(
        inbound,
        outbound,
        mode,
        algorithms,
        local,
        remote,
        policy,
        reqid,
        newState,
        installedNanos);
  }
}
