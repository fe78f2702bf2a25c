package org.ikev2d.pki.bc;

import java.util.Arrays;
import org.bouncycastle.crypto.Mac;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.PrfAlgorithm;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.PrfId;

/** A pseudo-random function of AES with a key of 128 bits (RFC 4434, RFC 4615). */
record BlockPrf(PrfAlgorithm row) implements Prf {
  private static final int KEY = 16;

  @Override
  public PrfId id() {
    return row.id();
  }

  @Override
  public int keyLength() {
    return row.keyOctets();
  }

  @Override
  public boolean hasFixedKeyLength() {
    return true;
  }

  @Override
  public int outputLength() {
    return row.outputOctets();
  }

  @Override
  public Secret compute(Secret key, byte[]... data) {
    byte[] right = key(key.borrow());
    try {
      return Secret.wrap(code(right, data));
    } finally {
      Arrays.fill(right, (byte) 0);
    }
  }

  /**
   * A key of 16 octets out of one of any length: XCBC pads a shorter one with zeroes and hashes a
   * longer one (RFC 4434 section 2), CMAC hashes both (RFC 4615 section 3).
   */
  private byte[] key(byte[] key) {
    boolean xcbc = id().equals(PrfId.AES128_XCBC);
    return key.length == KEY || xcbc && key.length < KEY
        ? Arrays.copyOf(key, KEY)
        : code(new byte[KEY], key);
  }

  private byte[] code(byte[] key, byte[]... data) {
    Mac mac = id().equals(PrfId.AES128_XCBC) ? new AesXcbc() : new CMac(AESEngine.newInstance());
    mac.init(new KeyParameter(key));
    for (byte[] part : data) {
      mac.update(part, 0, part.length);
    }
    byte[] code = new byte[mac.getMacSize()];
    mac.doFinal(code, 0);
    return code;
  }
}
