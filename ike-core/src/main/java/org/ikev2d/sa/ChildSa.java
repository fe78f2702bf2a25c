package org.ikev2d.sa;

import java.util.List;
import java.util.Optional;
import org.ikev2d.negotiate.ChildAlgorithms;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelSa;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ProtocolId;

/**
 * A CHILD SA: a pair of SAs of the SADB. Its keys are the kernel's alone.
 *
 * @param local selectors of our side, as agreed
 * @param remote selectors of the peer's side, as agreed
 * @param held the outbound SA while the peer may not be able to receive on it yet (RFC 7296 section
 *     2.8); empty once the kernel has it
 * @param rival the CHILD SA that the peer made to replace this one, unless ours replaces it
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
    Optional<Held> held,
    Optional<Rival> rival,
    long installedNanos) {
  /** Where a CHILD SA is in its life. */
  public enum ChildState {
    INSTALLED,
    /** We have asked the peer for a replacement. */
    REKEYING,
    /** Replaced; kept until the initiator of the rekey deletes it. */
    REKEYED,
    /** We have asked the peer to delete it. */
    DELETING,
    /** Deleted by the peer while our replacement is under way: only this record is left. */
    CLOSED
  }

  /**
   * A replacement made by the peer's exchange.
   *
   * @param inbound its inbound SA
   * @param lowestNonce the lower of the two nonces of that exchange (RFC 7296 section 2.8.1)
   */
  public record Rival(SaId inbound, Bytes lowestNonce) {}

  /**
   * An outbound SA that the kernel has not got yet.
   *
   * @param request message ID of the request that made it; the peer may not have our answer
   */
  public record Held(KernelSa sa, int request) {}

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
    return copy(newState, held, rival);
  }

  public ChildSa withRival(Rival newRival) {
    return copy(state, held, Optional.of(newRival));
  }

  public ChildSa withoutRival() {
    return copy(state, held, Optional.empty());
  }

  /** The same with an outbound SA that the kernel is not to have yet. */
  public ChildSa holding(Held outboundSa) {
    return copy(state, Optional.of(outboundSa), rival);
  }

  /** The same once the kernel has its outbound SA. */
  public ChildSa released() {
    return copy(state, Optional.empty(), rival);
  }

  /** The same between other outer addresses. */
  public ChildSa named(SaId newInbound, SaId newOutbound) {
    return new ChildSa(
        newInbound,
        newOutbound,
        mode,
        algorithms,
        local,
        remote,
        policy,
        reqid,
        state,
        held,
        rival,
        installedNanos);
  }

  private ChildSa copy(ChildState s, Optional<Held> h, Optional<Rival> r) {
    return new ChildSa(
        inbound, outbound, mode, algorithms, local, remote, policy, reqid, s, h, r, installedNanos);
  }
}
