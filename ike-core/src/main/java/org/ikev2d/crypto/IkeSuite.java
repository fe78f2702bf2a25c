package org.ikev2d.crypto;

import java.util.List;
import java.util.stream.Collectors;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;

/**
 * The algorithms an IKE SA has agreed on.
 *
 * @param keyBits key length of the cipher in bits, also where the transform carries none
 * @param additional the key exchanges that follow that of the group, in order (RFC 9370)
 * @param integ {@link IntegId#NONE} with a combined-mode cipher
 */
public record IkeSuite(
    EncrId encr, int keyBits, IntegId integ, PrfId prf, GroupId group, List<GroupId> additional) {
  public IkeSuite {
    additional = List.copyOf(additional);
  }

  /** With one key exchange only. */
  public IkeSuite(EncrId encr, int keyBits, IntegId integ, PrfId prf, GroupId group) {
    this(encr, keyBits, integ, prf, group, List.of());
  }

  @Override
  public String toString() {
    return encr
        + "-"
        + keyBits
        + (integ.equals(IntegId.NONE) ? "" : "/" + integ)
        + "/PRF_"
        + prf
        + "/"
        + group
        + additional.stream().map(method -> "+" + method).collect(Collectors.joining());
  }
}
