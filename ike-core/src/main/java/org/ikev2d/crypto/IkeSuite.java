package org.ikev2d.crypto;

import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;

/**
 * The algorithms an IKE SA has agreed on.
 *
 * @param keyBits key length of the cipher in bits, also where the transform carries none
 * @param integ {@link IntegId#NONE} with a combined-mode cipher
 */
public record IkeSuite(EncrId encr, int keyBits, IntegId integ, PrfId prf, GroupId group) {
  @Override
  public String toString() {
    return encr
        + "-"
        + keyBits
        + (integ.equals(IntegId.NONE) ? "" : "/" + integ)
        + "/PRF_"
        + prf
        + "/"
        + group;
  }
}
