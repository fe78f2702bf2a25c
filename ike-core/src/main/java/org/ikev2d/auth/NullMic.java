package org.ikev2d.auth;

import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.Secret;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.wire.AuthMethod;

/**
 * NULL authentication, method 13 (RFC 7619 section 2.1): the code of a shared key, made with SK_pi
 * or SK_pr in its place. It ties IKE_AUTH to the key exchange and proves nobody's identity.
 */
public final class NullMic {
  private NullMic() {}

  /**
   * The AUTH payload of one side.
   *
   * @param skP SK_pi for the initiator's, SK_pr for the responder's
   */
  public static AuthPayload sign(Prf prf, Secret skP, byte[] signedOctets) {
    return new AuthPayload(AuthMethod.NULL, SharedKeyMic.sign(prf, skP, signedOctets).data());
  }

  /** Whether the payload is the code over these octets. */
  public static boolean verify(Prf prf, Secret skP, byte[] signedOctets, AuthPayload auth) {
    return auth.equals(sign(prf, skP, signedOctets));
  }
}
