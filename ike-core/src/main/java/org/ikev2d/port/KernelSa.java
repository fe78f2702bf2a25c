package org.ikev2d.port;

import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.wire.IntegId;

/**
 * One unidirectional SA of the SADB.
 *
 * @param encr cipher and key length; empty for AH
 * @param encrKey key, with the salt or nonce of ciphers that have one at its end; empty for AH
 * @param integ {@link IntegId#NONE} with combined-mode ciphers
 * @param reqid ties the SA to policies; 0 for none
 * @param source selectors of the traffic at the source side, as negotiated
 * @param destination selectors of the traffic at the destination side
 * @param encapsulation UDP encapsulation, if any
 */
public record KernelSa(
    SaId id,
    IpsecMode mode,
    int reqid,
    Optional<EncrChoice> encr,
    Secret encrKey,
    IntegId integ,
    Secret integKey,
    boolean esn,
    int replayWindow,
    ChildLifetime lifetime,
    List<AddressSelector> source,
    List<AddressSelector> destination,
    Optional<Encapsulation> encapsulation,
    boolean inbound) {
  public KernelSa {
    source = List.copyOf(source);
    destination = List.copyOf(destination);
  }

  /** ESP in UDP (RFC 3948); ports of the SA's source and destination. */
  public record Encapsulation(int sourcePort, int destinationPort) {}
}
