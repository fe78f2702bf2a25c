package org.ikev2d.pki.bc;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.Mac;
import org.bouncycastle.crypto.StreamCipher;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.modes.SICBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.ikev2d.crypto.Crypto.CipherSpec;
import org.ikev2d.crypto.EncrAlgorithm;
import org.ikev2d.crypto.IntegAlgorithm;
import org.ikev2d.crypto.PayloadCipher;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.EncrId;

/**
 * A block cipher in CBC mode or AES in counter mode, then a MAC over everything (RFC 7296 section
 * 3.14, RFC 5930).
 */
final class EncryptThenMac implements PayloadCipher {
  private static final int AES_BLOCK = 16;

  private final Spec spec;
  private final byte[] key;
  private final byte[] nonce;
  private final byte[] macKey;
  private long counter;
  private boolean closed;

  /**
   * What it is made of.
   *
   * @param engine of the block cipher
   */
  record Spec(
      EncrAlgorithm encr,
      int keyBits,
      IntegAlgorithm integ,
      Supplier<BlockCipher> engine,
      Supplier<Mac> mac)
      implements CipherSpec {
    private boolean isCounterMode() {
      return encr.id().equals(EncrId.AES_CTR);
    }

    @Override
    public int encryptionKeyLength() {
      return encr.keymatOctets(keyBits);
    }

    @Override
    public int integrityKeyLength() {
      return integ.keyOctets();
    }

    @Override
    public PayloadCipher key(Secret encryptionKey, Secret integrityKey) {
      return key(encryptionKey, integrityKey, 0);
    }

    /** With the number that the first IV of counter mode shall be. */
    PayloadCipher key(Secret encryptionKey, Secret integrityKey, long firstIv) {
      return new EncryptThenMac(this, encryptionKey, integrityKey, firstIv);
    }
  }

  private EncryptThenMac(Spec spec, Secret encryptionKey, Secret integrityKey, long firstIv) {
    this.spec = spec;
    byte[] octets = encryptionKey.borrow();
    key = Arrays.copyOf(octets, spec.keyBits / 8);
    nonce = Arrays.copyOfRange(octets, key.length, octets.length);
    macKey = integrityKey.expose();
    counter = firstIv;
  }

  @Override
  public int ivLength() {
    return spec.encr.ivOctets();
  }

  @Override
  public int icvLength() {
    return spec.integ.icvOctets();
  }

  @Override
  public int blockSize() {
    return spec.encr.blockOctets();
  }

  @Override
  public byte[] seal(byte[] associated, byte[] padded, SecureRandom random) {
    checkOpen();
    byte[] iv = iv(random);
    byte[] sealed = Arrays.copyOf(iv, iv.length + padded.length + icvLength());
    crypt(true, iv, padded, 0, padded.length, sealed, iv.length);
    byte[] code = code(associated, sealed);
    System.arraycopy(code, 0, sealed, sealed.length - icvLength(), icvLength());
    return sealed;
  }

  /** In counter mode no IV may come twice, in CBC mode none may be foreseen. */
  private byte[] iv(SecureRandom random) {
    byte[] iv = new byte[ivLength()];
    if (spec.isCounterMode()) {
      ByteBuffer.wrap(iv).putLong(counter++);
    } else {
      random.nextBytes(iv);
    }
    return iv;
  }

  @Override
  public Optional<byte[]> open(byte[] associated, byte[] sealed) {
    checkOpen();
    int length = sealed.length - ivLength() - icvLength();
    if (length < blockSize() || length % blockSize() != 0) {
      return Optional.empty();
    }
    byte[] expected = Arrays.copyOf(code(associated, sealed), icvLength());
    byte[] found = Arrays.copyOfRange(sealed, sealed.length - icvLength(), sealed.length);
    if (!MessageDigest.isEqual(expected, found)) {
      return Optional.empty();
    }
    byte[] plain = new byte[length];
    crypt(false, Arrays.copyOf(sealed, ivLength()), sealed, ivLength(), length, plain, 0);
    return Optional.of(plain);
  }

  private void crypt(
      boolean encrypt, byte[] iv, byte[] from, int at, int length, byte[] to, int toAt) {
    CipherParameters secret = new KeyParameter(key);
    if (spec.isCounterMode()) {
      StreamCipher stream = SICBlockCipher.newInstance(AESEngine.newInstance());
      stream.init(encrypt, new ParametersWithIV(secret, counterBlock(iv)));
      stream.processBytes(from, at, length, to, toAt);
      return;
    }
    BlockCipher cbc = CBCBlockCipher.newInstance(spec.engine.get());
    cbc.init(encrypt, new ParametersWithIV(secret, iv));
    for (int done = 0; done < length; done += blockSize()) {
      cbc.processBlock(from, at + done, to, toAt + done);
    }
  }

  /** Nonce, IV and a number that begins with 1 (RFC 5930 section 2). */
  private byte[] counterBlock(byte[] iv) {
    return ByteBuffer.allocate(AES_BLOCK).put(nonce).put(iv).putInt(1).array();
  }

  /** The whole code over everything but the place of the ICV itself. */
  private byte[] code(byte[] associated, byte[] sealed) {
    Mac mac = spec.mac.get();
    mac.init(new KeyParameter(macKey));
    mac.update(associated, 0, associated.length);
    mac.update(sealed, 0, sealed.length - icvLength());
    byte[] code = new byte[mac.getMacSize()];
    mac.doFinal(code, 0);
    return code;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("cipher used after it was closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    Arrays.fill(key, (byte) 0);
    Arrays.fill(nonce, (byte) 0);
    Arrays.fill(macKey, (byte) 0);
  }
}
