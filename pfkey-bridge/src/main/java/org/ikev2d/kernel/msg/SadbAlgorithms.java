package org.ikev2d.kernel.msg;

import java.util.List;
import java.util.Optional;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;

/**
 * Algorithm numbers of the SADB (RFC 2367 section 3.5 and Linux' additions) beside the transforms
 * of IKEv2 and the names that the Solaris tools print.
 */
public final class SadbAlgorithms {
  public static final int AUTH_NONE = 0;
  public static final int AUTH_HMAC_SHA2_256 = 5;
  public static final int AUTH_NULL = 251;
  public static final int ENCRYPT_NONE = 0;
  public static final int ENCRYPT_NULL = 11;
  public static final int ENCRYPT_AES_CTR = 13;

  /** Numbers for what PF_KEY of Linux has no number for; used in memory only. */
  private static final int OWN_CHACHA20_POLY1305 = 128;

  private static final int OWN_AES_CMAC = 128;
  private static final int OWN_HMAC_SHA1_160 = 129;

  private record Auth(int number, Optional<IntegId> transform, String name) {}

  private record Encrypt(int number, Optional<EncrId> transform, String name) {}

  private static final List<Auth> AUTH =
      List.of(
          new Auth(AUTH_NONE, Optional.of(IntegId.NONE), "none"),
          new Auth(2, Optional.of(IntegId.HMAC_MD5_96), "hmac-md5"),
          new Auth(3, Optional.of(IntegId.HMAC_SHA1_96), "hmac-sha1"),
          new Auth(AUTH_HMAC_SHA2_256, Optional.of(IntegId.HMAC_SHA2_256_128), "hmac-sha256"),
          new Auth(6, Optional.of(IntegId.HMAC_SHA2_384_192), "hmac-sha384"),
          new Auth(7, Optional.of(IntegId.HMAC_SHA2_512_256), "hmac-sha512"),
          new Auth(8, Optional.empty(), "hmac-ripemd160"),
          new Auth(9, Optional.of(IntegId.AES_XCBC_96), "aes-xcbc"),
          new Auth(10, Optional.empty(), "hmac-sm3"),
          new Auth(OWN_AES_CMAC, Optional.of(IntegId.AES_CMAC_96), "aes-cmac"),
          new Auth(OWN_HMAC_SHA1_160, Optional.of(IntegId.HMAC_SHA1_160), "hmac-sha1-160"),
          new Auth(AUTH_NULL, Optional.empty(), "null"));

  private static final List<Encrypt> ENCRYPT =
      List.of(
          new Encrypt(ENCRYPT_NONE, Optional.empty(), "none"),
          new Encrypt(2, Optional.of(EncrId.DES), "des-cbc"),
          new Encrypt(3, Optional.of(EncrId.TRIPLE_DES), "3des-cbc"),
          new Encrypt(6, Optional.of(EncrId.CAST), "cast-cbc"),
          new Encrypt(7, Optional.of(EncrId.BLOWFISH), "blowfish-cbc"),
          new Encrypt(ENCRYPT_NULL, Optional.of(EncrId.NULL), "null"),
          new Encrypt(12, Optional.of(EncrId.AES_CBC), "aes-cbc"),
          new Encrypt(ENCRYPT_AES_CTR, Optional.of(EncrId.AES_CTR), "aes-ctr"),
          new Encrypt(14, Optional.of(EncrId.AES_CCM_8), "aes-ccm8"),
          new Encrypt(15, Optional.of(EncrId.AES_CCM_12), "aes-ccm12"),
          new Encrypt(16, Optional.of(EncrId.AES_CCM_16), "aes-ccm"),
          new Encrypt(18, Optional.of(EncrId.AES_GCM_8), "aes-gcm8"),
          new Encrypt(19, Optional.of(EncrId.AES_GCM_12), "aes-gcm12"),
          new Encrypt(20, Optional.of(EncrId.AES_GCM_16), "aes-gcm"),
          new Encrypt(22, Optional.of(EncrId.CAMELLIA_CBC), "camellia-cbc"),
          new Encrypt(23, Optional.of(EncrId.NULL_AUTH_AES_GMAC), "null-aes-gmac"),
          new Encrypt(24, Optional.empty(), "sm4-cbc"),
          new Encrypt(
              OWN_CHACHA20_POLY1305, Optional.of(EncrId.CHACHA20_POLY1305), "chacha20-poly1305"),
          new Encrypt(252, Optional.empty(), "serpent-cbc"),
          new Encrypt(253, Optional.empty(), "twofish-cbc"));

  private SadbAlgorithms() {}

  /** The SADB's number of an integrity transform, empty if it has none. */
  public static Optional<Integer> number(IntegId transform) {
    return AUTH.stream()
        .filter(a -> a.transform.filter(transform::equals).isPresent())
        .map(Auth::number)
        .findFirst();
  }

  /** The SADB's number of a cipher, empty if it has none. */
  public static Optional<Integer> number(EncrId transform) {
    return ENCRYPT.stream()
        .filter(e -> e.transform.filter(transform::equals).isPresent())
        .map(Encrypt::number)
        .findFirst();
  }

  /** The integrity transform of a number. HMAC-SHA2-256 may be cut to 96 bits: Linux does. */
  public static Optional<IntegId> auth(int number) {
    return AUTH.stream().filter(a -> a.number == number).findFirst().flatMap(Auth::transform);
  }

  public static Optional<EncrId> encrypt(int number) {
    return ENCRYPT.stream().filter(e -> e.number == number).findFirst().flatMap(Encrypt::transform);
  }

  /** The name that the tools print, or the number. */
  public static String authName(int number) {
    return AUTH.stream()
        .filter(a -> a.number == number)
        .map(Auth::name)
        .findFirst()
        .orElse(Integer.toString(number));
  }

  public static String encryptName(int number) {
    return ENCRYPT.stream()
        .filter(e -> e.number == number)
        .map(Encrypt::name)
        .findFirst()
        .orElse(Integer.toString(number));
  }
}
