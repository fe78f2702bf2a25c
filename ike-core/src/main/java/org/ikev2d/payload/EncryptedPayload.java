package org.ikev2d.payload;

import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.PayloadType;

/**
 * Encrypted and Authenticated payload, not yet opened (RFC 7296 section 3.14).
 *
 * @param firstInner the type of the first payload inside; {@link PayloadType#NONE} if there is none
 * @param data IV, ciphertext and ICV
 */
public record EncryptedPayload(PayloadType firstInner, Bytes data) implements Payload {
  @Override
  public PayloadType type() {
    return PayloadType.SK;
  }
}
