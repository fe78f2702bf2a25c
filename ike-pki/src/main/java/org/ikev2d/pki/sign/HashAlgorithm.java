package org.ikev2d.pki.sign;

import java.util.Map;

/** A hash of a peer's SIGNATURE_HASH_ALGORITHMS (RFC 7427 section 4; IANA registry of IKEv2). */
public record HashAlgorithm(int code) implements Comparable<HashAlgorithm> {
  public static final HashAlgorithm SHA1 = new HashAlgorithm(1);
  public static final HashAlgorithm SHA2_256 = new HashAlgorithm(2);
  public static final HashAlgorithm SHA2_384 = new HashAlgorithm(3);
  public static final HashAlgorithm SHA2_512 = new HashAlgorithm(4);

  /** The octets themselves are signed (RFC 8420 section 2). */
  public static final HashAlgorithm IDENTITY = new HashAlgorithm(5);

  private static final Map<Integer, String> NAMES =
      Map.of(
          1, "SHA1",
          2, "SHA2_256",
          3, "SHA2_384",
          4, "SHA2_512",
          5, "IDENTITY",
          6, "STREEBOG_256",
          7, "STREEBOG_512");

  public HashAlgorithm {
    if (code < 0 || code > 0xffff) {
      throw new IllegalArgumentException("hash algorithm out of range: " + code);
    }
  }

  @Override
  public int compareTo(HashAlgorithm other) {
    return Integer.compare(code, other.code);
  }

  /** The registry's name, or the number for a code without one. */
  @Override
  public String toString() {
    return NAMES.getOrDefault(code, "hash-" + code);
  }
}
