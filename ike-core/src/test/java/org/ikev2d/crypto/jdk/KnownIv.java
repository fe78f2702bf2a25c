package org.ikev2d.crypto.jdk;

import java.security.SecureRandom;
import org.ikev2d.crypto.Crypto.CipherSpec;
import org.ikev2d.crypto.PayloadCipher;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.Bytes;

/** Ciphers that seal with an IV known beforehand, to compare with recorded messages. */
public final class KnownIv {
  private KnownIv() {}

  /** A cipher whose next message has that IV: by its counter, or by what {@link #random} gives. */
  public static PayloadCipher cipher(CipherSpec spec, Secret encr, Secret integ, Bytes iv) {
    return spec instanceof AeadCipher.Spec aead
        ? aead.key(encr, iv.longAt(0))
        : spec.key(encr, integ);
  }

  /** Gives these octets, and then the same again. */
  public static SecureRandom random(Bytes iv) {
    return new Repeat(iv);
  }

  private static final class Repeat extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final transient Bytes octets;
    private int at;

    Repeat(Bytes octets) {
      this.octets = octets;
    }

    @Override
    public void nextBytes(byte[] target) {
      octets.slice(at, at + target.length).copyTo(target, 0);
      at = (at + target.length) % octets.length();
    }
  }
}
