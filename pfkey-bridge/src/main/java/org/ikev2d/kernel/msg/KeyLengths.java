package org.ikev2d.kernel.msg;

import java.util.Map;
import java.util.OptionalInt;
import org.ikev2d.wire.EncrId;

/** Lengths of the keys that ciphers take, in octets, salt or nonce included. */
public final class KeyLengths {
  private static final Map<EncrId, Integer> FIXED =
      Map.of(EncrId.DES, 8, EncrId.TRIPLE_DES, 24, EncrId.NULL, 0, EncrId.CHACHA20_POLY1305, 32);

  /** RFC 3686 section 5.1, 4106 section 8.1, 4309 section 7.1, 4543 section 3.1, 7634 section 2. */
  private static final Map<EncrId, Integer> SALT =
      Map.of(
          EncrId.AES_CTR, 4,
          EncrId.AES_GCM_8, 4,
          EncrId.AES_GCM_12, 4,
          EncrId.AES_GCM_16, 4,
          EncrId.NULL_AUTH_AES_GMAC, 4,
          EncrId.CHACHA20_POLY1305, 4,
          EncrId.AES_CCM_8, 3,
          EncrId.AES_CCM_12, 3,
          EncrId.AES_CCM_16, 3);

  private KeyLengths() {}

  /** The octets behind the key proper. */
  public static int saltOctets(EncrId cipher) {
    return SALT.getOrDefault(cipher, 0);
  }

  /**
   * The octets of key and salt; empty for a cipher of variable key without a length, and for one of
   * fixed key with another.
   */
  public static OptionalInt octets(EncrId cipher, OptionalInt keyBits) {
    Integer fixed = FIXED.get(cipher);
    int salt = saltOctets(cipher);
    if (fixed != null) {
      boolean fits = keyBits.isEmpty() || keyBits.getAsInt() == fixed * 8;
      return fits ? OptionalInt.of(fixed + salt) : OptionalInt.empty();
    }
    return keyBits.isEmpty() || keyBits.getAsInt() % 8 != 0
        ? OptionalInt.empty()
        : OptionalInt.of(keyBits.getAsInt() / 8 + salt);
  }

  /** Whether the cipher protects integrity itself (RFC 5282). */
  public static boolean isCombined(EncrId cipher) {
    return saltOctets(cipher) > 0 && !cipher.equals(EncrId.AES_CTR);
  }
}
