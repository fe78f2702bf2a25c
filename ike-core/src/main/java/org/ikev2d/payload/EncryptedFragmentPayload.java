package org.ikev2d.payload;

import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.PayloadType;

/**
 * Encrypted and Authenticated Fragment payload, not yet opened (RFC 7383 section 2.5).
 *
 * @param fragment number of this fragment, 1 to 65535
 * @param total number of fragments, 1 to 65535
 * @param firstInner first inner payload type in fragment 1, {@link PayloadType#NONE} in the others
 * @param data IV, ciphertext and ICV
 */
public record EncryptedFragmentPayload(PayloadType firstInner, int fragment, int total, Bytes data)
    implements Payload {
  @Override
  public PayloadType type() {
    return PayloadType.SKF;
  }
}
