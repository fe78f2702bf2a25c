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
    return of(prf, ownInit, peerNonce, ownId, ownSkP, Bytes.EMPTY);
  }

  /**
   * The same after IKE_INTERMEDIATE exchanges.
   *
   * @param intermediate what these add to the octets of both sides (RFC 9242 section 3.3.2)
   */
  public static byte[] of(
      Prf prf, Bytes ownInit, Bytes peerNonce, IdPayload ownId, Secret ownSkP, Bytes intermediate) {
    try (Secret maced = prf.compute(ownSkP, ownId.body().toArray())) {
      Bytes code = Bytes.wrap(maced.expose());
      return Bytes.concat(ownInit, peerNonce, code, intermediate).toArray();
    }
  }
}
