package org.ikev2d.crypto;

import org.ikev2d.wire.PrfId;

/** A pseudo-random function (RFC 7296 section 2.13). */
public interface Prf {
  PrfId id();

  /** Preferred key length in octets: the length of SK_d, SK_pi and SK_pr. */
  int keyLength();

  /**
   * Whether keys have one length only, as those of AES-XCBC and AES-CMAC do. The key of SKEYSEED is
   * then made of the first half of each nonce (RFC 7296 section 2.14).
   */
  default boolean hasFixedKeyLength() {
    return false;
  }

  /** Output length in octets. */
  int outputLength();

  /**
   * {@code prf(key, data[0] | data[1] | ...)}.
   *
   * @return a secret that the caller closes
   */
  Secret compute(Secret key, byte[]... data);
}
