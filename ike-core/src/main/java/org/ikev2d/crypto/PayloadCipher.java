package org.ikev2d.crypto;

import java.security.SecureRandom;
import java.util.Optional;

/**
 * Keyed protection of SK payloads in one direction: a cipher with a separate integrity transform
 * (RFC 7296 section 3.14) or a combined-mode cipher (RFC 5282). Not safe for concurrent use: it
 * belongs to the owner of its SA.
 */
public interface PayloadCipher extends AutoCloseable {
  /** Octets of the IV on the wire. */
  int ivLength();

  /** Octets of the integrity check value. */
  int icvLength();

  /** The plaintext with padding and pad length octet must be a multiple of this many octets. */
  int blockSize();

  /**
   * Protects a plaintext that is padded already.
   *
   * @param associated all octets of the message before the IV, its length fields final
   * @return IV, ciphertext and ICV
   */
  byte[] seal(byte[] associated, byte[] padded, SecureRandom random);

  /**
   * Verifies, then decrypts.
   *
   * @param associated all octets of the message before the IV
   * @param sealed IV, ciphertext and ICV
   * @return the padded plaintext; empty if the ICV does not verify or the length is impossible
   */
  Optional<byte[]> open(byte[] associated, byte[] sealed);

  @Override
  void close();
}
