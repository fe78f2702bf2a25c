package org.ikev2d.auth;

import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.Secret;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.wire.Bytes;

/** What the AUTH payload is computed over (RFC 7296 section 2.15). */
public final class SignedOctets {
  private SignedOctets() {}

  /**
   * The octets of one side.
   *
   * @param ownInit that side's IKE_SA_INIT message, the last version of it
   * @param peerNonce the other side's nonce
   * @param ownId that side's identification payload
   * @param ownSkP SK_pi for the initiator's octets, SK_pr for the responder's
   */
  public static byte[] of(Prf prf, Bytes ownInit, Bytes peerNonce, IdPayload ownId, Secret ownSkP) {
    try (Secret maced = prf.compute(ownSkP, ownId.body().toArray())) {
      byte[] octets = new byte[ownInit.length() + peerNonce.length() + maced.length()];
      ownInit.copyTo(octets, 0);
      peerNonce.copyTo(octets, ownInit.length());
      System.arraycopy(
          maced.borrow(), 0, octets, ownInit.length() + peerNonce.length(), maced.length());
      return octets;
    }
  }
}
