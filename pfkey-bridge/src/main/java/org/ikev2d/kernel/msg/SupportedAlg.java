package org.ikev2d.kernel.msg;

/**
 * An algorithm that the kernel lists in its answer to REGISTER (RFC 2367 section 2.3.8).
 *
 * @param ivLength not to be relied on: Linux gives 8 for ciphers with blocks of 16
 * @param minBits shortest key, a nonce at its end included
 * @param maxBits longest key
 * @param reserved Solaris: key increment and salt length
 */
public record SupportedAlg(int id, int ivLength, int minBits, int maxBits, int reserved) {
  static final int SIZE = 8;
}
