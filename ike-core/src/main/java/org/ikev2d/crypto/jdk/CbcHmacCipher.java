package org.ikev2d.crypto.jdk;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import org.ikev2d.crypto.Crypto.CipherSpec;
import org.ikev2d.crypto.EncrAlgorithm;
import org.ikev2d.crypto.IntegAlgorithm;
import org.ikev2d.crypto.PayloadCipher;
import org.ikev2d.crypto.Secret;

/** A block cipher in CBC mode, then an HMAC over everything (RFC 7296 section 3.14). */
final class CbcHmacCipher implements PayloadCipher {
  private final int blockSize;
  private final int icvLength;
  private final Pool<Cipher> ciphers;
  private final RawKey cipherKey;
  private final byte[] macKey;
  private final String macName;

  record Spec(
      EncrAlgorithm encr, int keyBits, IntegAlgorithm integ, String cipherName, String macName)
      implements CipherSpec {
    /** Of {@code DESede/CBC/NoPadding} it is {@code DESede}. */
    private String keyName() {
      return cipherName.substring(0, cipherName.indexOf('/'));
    }

    private IvParameterSpec idleIv(long serial) {
      return new IvParameterSpec(new byte[encr.blockOctets()]);
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
      return new CbcHmacCipher(this, encryptionKey, integrityKey);
    }
  }

  private CbcHmacCipher(Spec spec, Secret encryptionKey, Secret integrityKey) {
    blockSize = spec.encr.blockOctets();
    icvLength = spec.integ.icvOctets();
    cipherKey = new RawKey(spec.keyName(), encryptionKey.expose());
    ciphers = Jca.ciphers(spec.cipherName, spec.keyName(), encryptionKey.length(), spec::idleIv);
    macName = spec.macName;
    macKey = integrityKey.expose();
  }

  @Override
  public int ivLength() {
    return blockSize;
  }

  @Override
  public int icvLength() {
    return icvLength;
  }

  @Override
  public int blockSize() {
    return blockSize;
  }

  @Override
  public byte[] seal(byte[] associated, byte[] padded, SecureRandom random) {
    cipherKey.checkOpen();
    byte[] iv = new byte[blockSize];
    random.nextBytes(iv);
    byte[] sealed = Arrays.copyOf(iv, blockSize + padded.length + icvLength);
    Jca.sure(() ->
        ciphers.use(cipher -> {
          cipher.init(Cipher.ENCRYPT_MODE, cipherKey, new IvParameterSpec(iv));
          return cipher.doFinal(padded, 0, padded.length, sealed, blockSize);
        }));
    byte[] code = code(associated, sealed);
    System.arraycopy(code, 0, sealed, sealed.length - icvLength, icvLength);
    return sealed;
  }

  @Override
  public Optional<byte[]> open(byte[] associated, byte[] sealed) {
    cipherKey.checkOpen();
    int length = sealed.length - blockSize - icvLength;
    if (length < blockSize || length % blockSize != 0) {
      return Optional.empty();
    }
    byte[] expected = Arrays.copyOf(code(associated, sealed), icvLength);
    byte[] found = Arrays.copyOfRange(sealed, sealed.length - icvLength, sealed.length);
    if (!MessageDigest.isEqual(expected, found)) {
      return Optional.empty();
    }
    return Optional.of(
        Jca.sure(() ->
            ciphers.use(cipher -> {
              IvParameterSpec iv = new IvParameterSpec(sealed, 0, blockSize);
              cipher.init(Cipher.DECRYPT_MODE, cipherKey, iv);
              return cipher.doFinal(sealed, blockSize, length);
            })));
  }

  /** The whole code over everything but the place of the ICV itself. */
  private byte[] code(byte[] associated, byte[] sealed) {
    return Jca.mac(macName, macKey, associated, Arrays.copyOf(sealed, sealed.length - icvLength));
  }

  @Override
  public void close() {
    cipherKey.destroy();
    Arrays.fill(macKey, (byte) 0);
  }
}
