package org.ikev2d.port;

import java.time.Duration;
import java.util.List;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;

/**
 * One acceptable combination of IKE SA algorithms, the {@code ikesa_xform} of ikev2.config.
 *
 * @param encr ciphers with key lengths in order of preference
 * @param integ integrity transforms in order of preference; empty with combined-mode ciphers
 * @param prf in order of preference; at least one
 * @param groups in order of preference; at least one
 * @param lifetime after which the IKE SA is rekeyed
 */
public record IkeXform(
    List<EncrChoice> encr,
    List<IntegId> integ,
    List<PrfId> prf,
    List<GroupId> groups,
    Duration lifetime) {
  public IkeXform {
    encr = List.copyOf(encr);
    integ = List.copyOf(integ);
    prf = List.copyOf(prf);
    groups = List.copyOf(groups);
  }
}
