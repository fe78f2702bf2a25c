package org.ikev2d.auth;

import java.nio.charset.StandardCharsets;
import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.Secret;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.wire.AuthMethod;
import org.ikev2d.wire.Bytes;

/** Shared Key Message Integrity Code, authentication method 2 (RFC 7296 section 2.15). */
public final class SharedKeyMic {
  private static final byte[] KEY_PAD = "Key Pad for IKEv2".getBytes(StandardCharsets.US_ASCII);

  private SharedKeyMic() {}

  /** {@code prf(prf(shared, "Key Pad for IKEv2"), octets)}. */
  public static AuthPayload sign(Prf prf, Secret shared, byte[] signedOctets) {
    try (Secret padded = prf.compute(shared, KEY_PAD);
        Secret mic = prf.compute(padded, signedOctets)) {
      return new AuthPayload(AuthMethod.SHARED_KEY_MIC, Bytes.copyOf(mic.borrow()));
    }
  }

  /**
   * Whether the payload is the code over these octets; the time taken tells nothing of where not.
   */
  public static boolean verify(Prf prf, Secret shared, byte[] signedOctets, AuthPayload auth) {
    return auth.method().equals(AuthMethod.SHARED_KEY_MIC)
        && sign(prf, shared, signedOctets).data().equals(auth.data());
  }
}
