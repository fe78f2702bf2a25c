package org.ikev2d.crypto;

import org.ikev2d.crypto.Crypto.CipherSpec;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.IkeSpi;

/** Mixing a post-quantum preshared key into the keys of an IKE SA (RFC 8784, RFC 9867). */
public final class PpkDerivation {
  /** Octets of PPK Confirmation (RFC 9867 section 3.1). */
  private static final int CONFIRMATION = 8;

  private PpkDerivation() {}

  /**
   * The keys that IKE_AUTH goes on with (RFC 8784 section 3): SK_d, SK_pi and SK_pr are replaced by
   * {@code prf+ (PPK, SK_x)} of their own length, the others stay.
   *
   * @param keys the caller closes them; the new ones share nothing with them
   */
  public static IkeKeys mixed(Prf prf, IkeKeys keys, Secret ppk) {
    return new IkeKeys(
        mixed(prf, ppk, keys.skD()),
        keys.skAi().copy(),
        keys.skAr().copy(),
        keys.skEi().copy(),
        keys.skEr().copy(),
        mixed(prf, ppk, keys.skPi()),
        mixed(prf, ppk, keys.skPr()));
  }

  /** One of these keys. */
  public static Secret mixed(Prf prf, Secret ppk, Secret key) {
    return KeyDerivation.prfPlus(prf, ppk, key.length(), key.borrow());
  }

  /**
   * All keys anew, from IKE_INTERMEDIATE on (RFC 9867 section 3.1): {@code SKEYSEED' = prf+ (PPK,
   * SK_d)}.
   *
   * @param skD of the keys before, which the caller closes
   * @param ni of IKE_SA_INIT, and so are the other nonce and the SPIs
   */
  public static IkeKeys updated(
      Prf prf,
      CipherSpec spec,
      Secret skD,
      Secret ppk,
      Bytes ni,
      Bytes nr,
      IkeSpi spiI,
      IkeSpi spiR) {
    try (Secret seed = updatedSkeyseed(prf, skD, ppk)) {
      return KeyDerivation.split(prf, spec, seed, ni, nr, spiI, spiR);
    }
  }

  static Secret updatedSkeyseed(Prf prf, Secret skD, Secret ppk) {
    return mixed(prf, ppk, skD);
  }

  /**
   * By which the peer sees that we mean the same PPK (RFC 9867 section 3.1): the first octets of
   * {@code prf(PPK, Ni | Nr | SPIi | SPIr)}.
   */
  public static Bytes confirmation(
      Prf prf, Secret ppk, Bytes ni, Bytes nr, IkeSpi spiI, IkeSpi spiR) {
    byte[] data = Bytes.concat(ni, nr, spiI.toBytes(), spiR.toBytes()).toArray();
    try (Secret whole = prf.compute(ppk, data)) {
      return Bytes.copyOf(whole.borrow(), 0, CONFIRMATION);
    }
  }
}
