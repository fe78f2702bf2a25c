package org.ikev2d.crypto;

import java.util.Optional;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;

/** What a provider of cryptography offers. An empty answer means: not available here. */
public interface Crypto {
  Optional<Prf> prf(PrfId id);

  Optional<KeyExchangeMethod> keyExchange(GroupId id);

  /** How a cipher and its integrity transform protect SK payloads. */
  Optional<CipherSpec> cipher(EncrId encr, int keyBits, IntegId integ);

  /** SHA-1 of the parts, which NAT detection uses (RFC 7296 section 2.23). */
  byte[] sha1(byte[]... parts);

  /** A cipher and integrity transform before they have keys. */
  interface CipherSpec {
    /** Octets of SK_ei and SK_er, the salt of a combined-mode cipher included. */
    int encryptionKeyLength();

    /** Octets of SK_ai and SK_ar; 0 with a combined-mode cipher. */
    int integrityKeyLength();

    /** The keys are copied; the caller closes its own. */
    PayloadCipher key(Secret encryptionKey, Secret integrityKey);
  }
}
