package org.ikev2d.pki.bc;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.AEADCipher;
import org.bouncycastle.crypto.modes.CCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.ikev2d.crypto.Crypto.CipherSpec;
import org.ikev2d.crypto.EncrAlgorithm;
import org.ikev2d.crypto.PayloadCipher;
import org.ikev2d.crypto.Secret;

/**
 * AES in CCM, and in GCM with the ICV of 8 octets that the JDK lacks (RFC 5282). The nonce is salt
 * and IV, and the IV is a counter: the key of a direction belongs to one object of this class.
 */
final class Aead implements PayloadCipher {
  private final Spec spec;
  private final byte[] key;
  private final byte[] salt;
  private long counter;
  private boolean closed;

  /** The two modes. */
  enum Mode {
    CCM,
    GCM
  }

  record Spec(EncrAlgorithm encr, int keyBits, Mode mode) implements CipherSpec {
    @Override
    public int encryptionKeyLength() {
      return encr.keymatOctets(keyBits);
    }

    @Override
    public int integrityKeyLength() {
      return 0;
    }

    @Override
    public PayloadCipher key(Secret encryptionKey, Secret integrityKey) {
      return key(encryptionKey, 0);
    }

    /** With the number that the first IV shall be. */
    PayloadCipher key(Secret encryptionKey, long firstIv) {
      return new Aead(this, encryptionKey, firstIv);
    }
  }

  private Aead(Spec spec, Secret keyAndSalt, long firstIv) {
    this.spec = spec;
    byte[] octets = keyAndSalt.borrow();
    key = Arrays.copyOf(octets, spec.keyBits / 8);
    salt = Arrays.copyOfRange(octets, key.length, octets.length);
    counter = firstIv;
  }

  @Override
  public int ivLength() {
    return spec.encr.ivOctets();
  }

  @Override
  public int icvLength() {
    return spec.encr.icvOctets();
  }

  /** One: nothing needs padding. */
  @Override
  public int blockSize() {
    return 1;
  }

  @Override
  public byte[] seal(byte[] associated, byte[] padded, SecureRandom random) {
    byte[] iv = ByteBuffer.allocate(ivLength()).putLong(counter++).array();
    byte[] sealed = Arrays.copyOf(iv, iv.length + padded.length + icvLength());
    AEADCipher cipher = cipher(true, associated, iv);
    int done = cipher.processBytes(padded, 0, padded.length, sealed, iv.length);
    try {
      cipher.doFinal(sealed, iv.length + done);
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("encryption fails", e);
    }
    return sealed;
  }

  @Override
  public Optional<byte[]> open(byte[] associated, byte[] sealed) {
    int length = sealed.length - ivLength();
    byte[] iv = Arrays.copyOf(sealed, ivLength());
    AEADCipher cipher = cipher(false, associated, iv);
    if (length <= icvLength()) {
      return Optional.empty();
    }
    byte[] plain = new byte[length - icvLength()];
    byte[] room = new byte[cipher.getOutputSize(length)];
    try {
      int done = cipher.processBytes(sealed, iv.length, length, room, 0);
      done += cipher.doFinal(room, done);
      System.arraycopy(room, 0, plain, 0, done);
      return Optional.of(plain);
    } catch (InvalidCipherTextException e) {
      return Optional.empty();
    } finally {
      Arrays.fill(room, (byte) 0);
    }
  }

  private AEADCipher cipher(boolean encrypt, byte[] associated, byte[] iv) {
    if (closed) {
      throw new IllegalStateException("cipher used after it was closed");
    }
    AEADCipher cipher =
        switch (spec.mode) {
          case CCM -> CCMBlockCipher.newInstance(AESEngine.newInstance());
          case GCM -> GCMBlockCipher.newInstance(AESEngine.newInstance());
        };
    byte[] nonce = Arrays.copyOf(salt, salt.length + iv.length);
    System.arraycopy(iv, 0, nonce, salt.length, iv.length);
    cipher.init(
        encrypt, new AEADParameters(new KeyParameter(key), 8 * icvLength(), nonce, associated));
    return cipher;
  }

  @Override
  public void close() {
    closed = true;
    Arrays.fill(key, (byte) 0);
    Arrays.fill(salt, (byte) 0);
  }
}
