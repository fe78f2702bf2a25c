package org.ikev2d.port;

import java.util.List;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.ProtocolId;

/**
 * One acceptable way to protect traffic: ESP or AH with algorithms in order of preference.
 *
 * @param protocol {@link ProtocolId#ESP} or {@link ProtocolId#AH}
 * @param encr ciphers; empty for AH
 * @param integ integrity transforms; empty only with combined-mode ciphers
 */
public record Protection(ProtocolId protocol, List<EncrChoice> encr, List<IntegId> integ) {
  public Protection {
    encr = List.copyOf(encr);
    integ = List.copyOf(integ);
  }
}
