package org.ikev2d.crypto;

import org.ikev2d.wire.PrfId;

/** A pseudo-random function (RFC 7296 section 2.13). */
public interface Prf {
  PrfId id();

  /** Preferred key length in octets: the length of SK_d, SK_pi and SK_pr. */
  int keyLength();

  /** Output length in octets. */
  int outputLength();

  /**
   * {@code prf(key, data[0] | data[1] | ...)}.
   *
   * @return a secret that the caller closes
   */
  Secret compute(Secret key, byte[]... data);
}
