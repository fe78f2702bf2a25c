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
 * @param additional key exchanges that go with that of a group, at most seven (RFC 9370)
 * @param lifetime after which the IKE SA is rekeyed
 */
public record IkeXform(
    List<EncrChoice> encr,
    List<IntegId> integ,
    List<PrfId> prf,
    List<GroupId> groups,
    List<GroupId> additional,
    Duration lifetime) {
  public IkeXform {
    encr = List.copyOf(encr);
    integ = List.copyOf(integ);
    prf = List.copyOf(prf);
    groups = List.copyOf(groups);
    additional = List.copyOf(additional);
  }

  /** With one key exchange only. */
  public IkeXform(
      List<EncrChoice> encr,
      List<IntegId> integ,
      List<PrfId> prf,
      List<GroupId> groups,
      Duration lifetime) {
    this(encr, integ, prf, groups, List.of(), lifetime);
  }

  /** With these additional key exchanges instead. */
  public IkeXform withAdditional(List<GroupId> more) {
    return new IkeXform(encr, integ, prf, groups, more, lifetime);
  }

  /** With this lifetime instead. */
  public IkeXform withLifetime(Duration other) {
    return new IkeXform(encr, integ, prf, groups, additional, other);
  }
}
