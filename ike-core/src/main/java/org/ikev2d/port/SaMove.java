package org.ikev2d.port;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.ikev2d.port.KernelSa.Encapsulation;

/**
 * A change of the outer addresses or UDP ports of SAs that are in the SADB. All else stays: SPI,
 * keys, sequence numbers, replay window, lifetimes.
 *
 * @param sas of one protocol, one direction, one mode and one reqid, between the same addresses;
 *     newest first
 * @param source the new outer source address
 * @param destination the new outer destination address
 * @param encapsulation UDP ports afterwards; empty: not in UDP
 * @param policies of the SPD whose templates name the old addresses; they get the new ones
 */
public record SaMove(
    List<SaId> sas,
    IpsecMode mode,
    int reqid,
    InetAddress source,
    InetAddress destination,
    Optional<Encapsulation> encapsulation,
    List<KernelPolicy> policies) {
  public SaMove {
    sas = List.copyOf(sas);
    policies = List.copyOf(policies);
  }

  /** What an SA is called afterwards. */
  public SaId renamed(SaId id) {
    return new SaId(id.protocol(), id.spi(), source, destination);
  }

  /** Whether the addresses change, not only the ports. */
  public boolean changesAddresses() {
    return sas.stream().anyMatch(id -> !renamed(id).equals(id));
  }
}
