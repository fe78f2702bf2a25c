package org.ikev2d.crypto.jdk;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.ikev2d.crypto.Crypto.CipherSpec;
import org.ikev2d.crypto.EncrAlgorithm;
import org.ikev2d.crypto.PayloadCipher;
import org.ikev2d.crypto.Secret;

/**
 * A combined-mode cipher with a nonce of salt and 8-octet IV (RFC 5282, RFC 7634).
 *
 * <p>The IV is a counter: unlike a random one it cannot repeat under a key, and the key of a
 * direction belongs to one object of this class.
 */
final class AeadCipher implements PayloadCipher {
  private final Kind kind;
  private final int saltLength;
  private final int ivLength;
  private final int icvLength;
  private final RawKey key;
  private final byte[] salt;
  private final Pool<Cipher> ciphers;
  private long counter;

  /** What JCA calls the cipher, and how it takes its nonce. */
  enum Kind {
    AES_GCM("AES/GCM/NoPadding", "AES"),
    CHACHA20_POLY1305("ChaCha20-Poly1305", "ChaCha20");

    private final String cipherName;
    private final String keyName;

    Kind(String cipherName, String keyName) {
      this.cipherName = cipherName;
      this.keyName = keyName;
    }

    private AlgorithmParameterSpec nonce(byte[] nonce, int icvLength) {
      return switch (this) {
        case AES_GCM -> new GCMParameterSpec(8 * icvLength, nonce);
        case CHACHA20_POLY1305 -> new IvParameterSpec(nonce);
      };
    }
  }

  record Spec(EncrAlgorithm encr, int keyBits, Kind kind) implements CipherSpec {
    private AlgorithmParameterSpec idleNonce(long serial) {
      int octets = encr.saltOctets() + encr.ivOctets();
      byte[] nonce = ByteBuffer.allocate(octets).putLong(serial).array();
      return kind.nonce(nonce, encr.icvOctets());
    }

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
      return new AeadCipher(this, encryptionKey, firstIv);
    }
  }

  private AeadCipher(Spec spec, Secret keyAndSalt, long firstIv) {
    kind = spec.kind;
    saltLength = spec.encr.saltOctets();
    ivLength = spec.encr.ivOctets();
    icvLength = spec.encr.icvOctets();
    byte[] octets = keyAndSalt.expose();
    int keyLength = spec.keyBits / 8;
    key = new RawKey(kind.keyName, Arrays.copyOf(octets, keyLength));
    salt = Arrays.copyOfRange(octets, keyLength, octets.length);
    Arrays.fill(octets, (byte) 0);
    ciphers = Jca.ciphers(kind.cipherName, kind.keyName, keyLength, spec::idleNonce);
    counter = firstIv;
  }

  @Override
  public int ivLength() {
    return ivLength;
  }

  @Override
  public int icvLength() {
    return icvLength;
  }

  /** One: nothing needs padding. */
  @Override
  public int blockSize() {
    return 1;
  }

  @Override
  public byte[] seal(byte[] associated, byte[] padded, SecureRandom random) {
    key.checkOpen();
    byte[] sealed = new byte[ivLength + padded.length + icvLength];
    ByteBuffer.wrap(sealed).putLong(counter++);
    Jca.sure(() ->
        ciphers.use(cipher -> {
          cipher.init(Cipher.ENCRYPT_MODE, key, nonce(sealed));
          cipher.updateAAD(associated);
          return cipher.doFinal(padded, 0, padded.length, sealed, ivLength);
        }));
    return sealed;
  }

  @Override
  public Optional<byte[]> open(byte[] associated, byte[] sealed) {
    key.checkOpen();
    int length = sealed.length - ivLength;
    if (length <= icvLength) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          ciphers.use(cipher -> {
            cipher.init(Cipher.DECRYPT_MODE, key, nonce(sealed));
            cipher.updateAAD(associated);
            return cipher.doFinal(sealed, ivLength, length);
          }));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("decryption fails with a key of our own", e);
    }
  }

  private AlgorithmParameterSpec nonce(byte[] sealed) {
    byte[] nonce = Arrays.copyOf(salt, saltLength + ivLength);
    System.arraycopy(sealed, 0, nonce, saltLength, ivLength);
    return kind.nonce(nonce, icvLength);
  }

  @Override
  public void close() {
    key.destroy();
    Arrays.fill(salt, (byte) 0);
  }
}
