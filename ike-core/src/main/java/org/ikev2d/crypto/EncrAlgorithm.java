package org.ikev2d.crypto;

import java.util.List;
import java.util.OptionalInt;
import org.ikev2d.wire.EncrId;

/**
 * What the protocol has to know of a cipher.
 *
 * @param keywords its names in configuration files, in lower case; the first is the one we print
 * @param keyBits the key lengths in bits without salt, ascending; empty for the NULL cipher
 * @param keyLengthAttribute whether its transform carries the Key Length attribute (RFC 7296
 *     section 3.3.5)
 * @param saltOctets key material beyond the key that goes into every nonce
 * @param blockOctets what the plaintext with its padding is a multiple of; 1 for stream ciphers
 * @param ivOctets octets of the IV in front of each ciphertext
 * @param icvOctets octets of the ICV of a combined-mode cipher; 0 for others, which want a separate
 *     integrity transform
 * @param forIke whether it can protect IKE messages; if not it is for CHILD SAs alone
 */
public record EncrAlgorithm(
    EncrId id,
    List<String> keywords,
    List<Integer> keyBits,
    boolean keyLengthAttribute,
    int saltOctets,
    int blockOctets,
    int ivOctets,
    int icvOctets,
    boolean forIke,
    Requirement requirement) {
  public EncrAlgorithm {
    keywords = List.copyOf(keywords);
    keyBits = List.copyOf(keyBits);
  }

  /** The name we print. */
  public String name() {
    return keywords.getFirst();
  }

  /** Whether it authenticates what it encrypts, so that no integrity transform goes with it. */
  public boolean isCombined() {
    return icvOctets > 0;
  }

  /** The one key length in bits of a cipher whose transform carries none. */
  public OptionalInt fixedKeyBits() {
    return keyLengthAttribute || keyBits.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(keyBits.getFirst());
  }

  /**
   * The key length in bits that a transform asks for.
   *
   * @param attribute the Key Length attribute, empty if there was none
   * @return empty where the attribute is missing, superfluous or of a length that the cipher lacks
   */
  public OptionalInt effectiveKeyBits(OptionalInt attribute) {
    if (attribute.isEmpty()) {
      return keyBits.isEmpty() ? OptionalInt.of(0) : fixedKeyBits();
    }
    return keyLengthAttribute && keyBits.contains(attribute.getAsInt())
        ? attribute
        : OptionalInt.empty();
  }

  /** Octets of KEYMAT or of SK_e for a key of so many bits, the salt included. */
  public int keymatOctets(int bits) {
    return bits / 8 + saltOctets;
  }

  /** {@code 128-256}, or {@code N/A} where there is nothing to choose. */
  public String keyLengthRange() {
    return keyLengthAttribute ? keyBits.getFirst() + "-" + keyBits.getLast() : "N/A";
  }
}
