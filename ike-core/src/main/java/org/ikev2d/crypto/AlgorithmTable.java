package org.ikev2d.crypto;

import static org.ikev2d.crypto.Requirement.MAY;
import static org.ikev2d.crypto.Requirement.MUST;
import static org.ikev2d.crypto.Requirement.MUST_MINUS;
import static org.ikev2d.crypto.Requirement.MUST_NOT;
import static org.ikev2d.crypto.Requirement.SHOULD;
import static org.ikev2d.crypto.Requirement.SHOULD_NOT;
import static org.ikev2d.crypto.Requirement.SHOULD_PLUS;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;

/**
 * Every algorithm that we know how to use, one line each: names, lengths and status.
 *
 * <p>A line here says what an algorithm is; whether it can be computed is the answer of a {@link
 * Crypto}, and whether a CHILD SA can have it that of the kernel. Lengths are those of the IANA
 * registry and the RFCs named with the lines; requirement levels are those of RFC 8247 and RFC 9395
 * for IKE.
 */
public final class AlgorithmTable {
  private static final List<Integer> AES = List.of(128, 192, 256);

  private static final List<EncrAlgorithm> ENCRS =
      List.of(
          // id, IKE use, keywords, key bits, salt, block, IV, ICV
          fixed(EncrId.TRIPLE_DES, true, names("3des", "3des-cbc"), 192, 0, 8, 8, 0, MAY),
          fixed(EncrId.NULL, false, names("null", "none"), 0, 0, 1, 0, 0, MUST_NOT),
          sized(EncrId.AES_CBC, true, names("aes", "aes-cbc"), 0, 16, 16, 0, MUST),
          sized(EncrId.AES_CTR, true, names("aes-ctr"), 4, 1, 8, 0, MAY),
          sized(EncrId.AES_CCM_8, true, names("aes-ccm-8", "aes-ccm8"), 3, 1, 8, 8, SHOULD),
          sized(EncrId.AES_CCM_12, true, names("aes-ccm-12", "aes-ccm12"), 3, 1, 8, 12, MAY),
          sized(
              EncrId.AES_CCM_16,
              true,
              names("aes-ccm-16", "aes-ccm16", "aes-ccm"),
              3,
              1,
              8,
              16,
              MAY),
          sized(EncrId.AES_GCM_8, true, names("aes-gcm-8", "aes-gcm8"), 4, 1, 8, 8, MAY),
          sized(EncrId.AES_GCM_12, true, names("aes-gcm-12", "aes-gcm12"), 4, 1, 8, 12, MAY),
          sized(
              EncrId.AES_GCM_16,
              true,
              names("aes-gcm-16", "aes-gcm16", "aes-gcm"),
              4,
              1,
              8,
              16,
              SHOULD),
          sized(EncrId.NULL_AUTH_AES_GMAC, false, names("aes-gmac"), 4, 1, 8, 16, MUST_NOT),
          sized(EncrId.CAMELLIA_CBC, true, names("camellia", "camellia-cbc"), 0, 16, 16, 0, MAY),
          fixed(
              EncrId.CHACHA20_POLY1305,
              true,
              names("chacha20-poly1305", "chacha20poly1305"),
              256,
              4,
              1,
              8,
              16,
              SHOULD),
          // Without an IV on the wire, for ESP alone (RFC 8750).
          sized(EncrId.AES_CCM_8_IIV, false, names("aes-ccm-8-iiv"), 3, 1, 0, 8, MUST_NOT),
          sized(EncrId.AES_GCM_16_IIV, false, names("aes-gcm-16-iiv"), 4, 1, 0, 16, MUST_NOT),
          fixed(
              EncrId.CHACHA20_POLY1305_IIV,
              false,
              names("chacha20-poly1305-iiv"),
              256,
              4,
              1,
              0,
              16,
              MUST_NOT));

  private static final List<PrfAlgorithm> PRFS =
      List.of(
          prf(PrfId.HMAC_SHA1, names("sha1", "sha", "hmac-sha1"), 20, MUST_MINUS),
          prf(PrfId.AES128_XCBC, names("aes-xcbc", "aes-xcbc-mac"), 16, SHOULD),
          prf(PrfId.HMAC_SHA2_256, names("sha256", "hmac-sha256"), 32, MUST),
          prf(PrfId.HMAC_SHA2_384, names("sha384", "hmac-sha384"), 48, MAY),
          prf(PrfId.HMAC_SHA2_512, names("sha512", "hmac-sha512"), 64, SHOULD_PLUS),
          prf(PrfId.AES128_CMAC, names("aes-cmac"), 16, MAY));

  private static final List<IntegAlgorithm> INTEGS =
      List.of(
          integ(IntegId.HMAC_MD5_96, false, names("md5", "hmac-md5"), 16, 12, MUST_NOT),
          integ(IntegId.HMAC_SHA1_96, true, names("sha1", "sha", "hmac-sha1"), 20, 12, MUST_MINUS),
          integ(IntegId.AES_XCBC_96, true, names("aes-xcbc", "aes-xcbc-mac"), 16, 12, SHOULD),
          integ(IntegId.HMAC_SHA1_160, true, names("sha1-160", "hmac-sha1-160"), 20, 20, MUST_NOT),
          integ(IntegId.AES_CMAC_96, true, names("aes-cmac"), 16, 12, MAY),
          integ(IntegId.HMAC_SHA2_256_128, true, names("sha256", "hmac-sha256"), 32, 16, MUST),
          integ(IntegId.HMAC_SHA2_384_192, true, names("sha384", "hmac-sha384"), 48, 24, MAY),
          integ(IntegId.HMAC_SHA2_512_256, true, names("sha512", "hmac-sha512"), 64, 32, SHOULD));

  private static final List<GroupAlgorithm> GROUPS =
      List.of(
          modp(GroupId.MODP_1024, 77, 1024, SHOULD_NOT),
          modp(GroupId.MODP_1536, 91, 1536, SHOULD_NOT),
          modp(GroupId.MODP_2048, 110, 2048, MUST),
          modp(GroupId.MODP_3072, 130, 3072, MAY),
          modp(GroupId.MODP_4096, 150, 4096, MAY),
          modp(GroupId.MODP_6144, 170, 6144, MAY),
          modp(GroupId.MODP_8192, 190, 8192, MAY),
          curve(GroupId.ECP_256, 128, "256-bit ECP", 32, SHOULD),
          curve(GroupId.ECP_384, 192, "384-bit ECP", 48, MAY),
          curve(GroupId.ECP_521, 256, "521-bit ECP", 66, MAY),
          subgroup(GroupId.MODP_1024_160, 80, 1024, 160, MUST_NOT),
          subgroup(GroupId.MODP_2048_224, 112, 2048, 224, SHOULD_NOT),
          subgroup(GroupId.MODP_2048_256, 112, 2048, 256, SHOULD_NOT),
          curve(GroupId.ECP_192, 96, "192-bit ECP", 24, SHOULD_NOT),
          curve(GroupId.ECP_224, 112, "224-bit ECP", 28, MAY),
          curve(GroupId.BRAINPOOL_224, 112, "224-bit Brainpool ECP", 28, MAY),
          curve(GroupId.BRAINPOOL_256, 128, "256-bit Brainpool ECP", 32, MAY),
          curve(GroupId.BRAINPOOL_384, 192, "384-bit Brainpool ECP", 48, MAY),
          curve(GroupId.BRAINPOOL_512, 256, "512-bit Brainpool ECP", 64, MAY),
          method(GroupId.CURVE25519, 128, "Curve25519", 32, 32, 32, MAY),
          method(GroupId.CURVE448, 224, "Curve448", 56, 56, 56, MAY),
          method(GroupId.ML_KEM_512, 128, "ML-KEM-512", 800, 768, 32, MAY),
          method(GroupId.ML_KEM_768, 192, "ML-KEM-768", 1184, 1088, 32, MAY),
          method(GroupId.ML_KEM_1024, 256, "ML-KEM-1024", 1568, 1568, 32, MAY));

  private AlgorithmTable() {}

  /** All ciphers in the order of their numbers. */
  public static List<EncrAlgorithm> encrs() {
    return ENCRS;
  }

  /** All pseudo-random functions in the order of their numbers. */
  public static List<PrfAlgorithm> prfs() {
    return PRFS;
  }

  /** All integrity transforms in the order of their numbers, without NONE. */
  public static List<IntegAlgorithm> integs() {
    return INTEGS;
  }

  /** All key exchange methods in the order of their numbers, without NONE. */
  public static List<GroupAlgorithm> groups() {
    return GROUPS;
  }

  public static Optional<EncrAlgorithm> encr(EncrId id) {
    return find(ENCRS, row -> row.id().equals(id));
  }

  public static Optional<PrfAlgorithm> prf(PrfId id) {
    return find(PRFS, row -> row.id().equals(id));
  }

  public static Optional<IntegAlgorithm> integ(IntegId id) {
    return find(INTEGS, row -> row.id().equals(id));
  }

  public static Optional<GroupAlgorithm> group(GroupId id) {
    return find(GROUPS, row -> row.id().equals(id));
  }

  /** The cipher of that keyword, letter case ignored. */
  public static Optional<EncrAlgorithm> encr(String keyword) {
    return named(ENCRS, EncrAlgorithm::keywords, keyword);
  }

  /** The pseudo-random function of that keyword, letter case ignored. */
  public static Optional<PrfAlgorithm> prf(String keyword) {
    return named(PRFS, PrfAlgorithm::keywords, keyword);
  }

  /** The integrity transform of that keyword, letter case ignored. */
  public static Optional<IntegAlgorithm> integ(String keyword) {
    return named(INTEGS, IntegAlgorithm::keywords, keyword);
  }

  /**
   * The pseudo-random function with the hash or cipher of an integrity transform, which is meant
   * where a configuration names an {@code auth_alg} and no {@code prf}.
   */
  public static Optional<PrfAlgorithm> prfMatching(IntegId integ) {
    return switch (integ.code()) {
      case 2, 7 -> prf(PrfId.HMAC_SHA1);
      case 5 -> prf(PrfId.AES128_XCBC);
      case 8 -> prf(PrfId.AES128_CMAC);
      case 12 -> prf(PrfId.HMAC_SHA2_256);
      case 13 -> prf(PrfId.HMAC_SHA2_384);
      case 14 -> prf(PrfId.HMAC_SHA2_512);
      default -> Optional.empty();
    };
  }

  /**
   * Octets of KEYMAT for the cipher of an ESP SA, salt included (RFC 7296 section 2.17).
   *
   * @param keyLength the Key Length attribute of the transform
   * @return empty for a cipher or a key length that we do not know
   */
  public static OptionalInt encrKeymatOctets(EncrId id, OptionalInt keyLength) {
    Optional<EncrAlgorithm> row = encr(id);
    if (row.isEmpty()) {
      return OptionalInt.empty();
    }
    OptionalInt bits = row.get().effectiveKeyBits(keyLength);
    return bits.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(row.get().keymatOctets(bits.getAsInt()));
  }

  /** Octets of KEYMAT for the integrity of an ESP or AH SA: 0 for NONE, empty if not known. */
  public static OptionalInt integKeymatOctets(IntegId id) {
    if (id.equals(IntegId.NONE)) {
      return OptionalInt.of(0);
    }
    Optional<IntegAlgorithm> row = integ(id);
    return row.isPresent() ? OptionalInt.of(row.get().keyOctets()) : OptionalInt.empty();
  }

  private static <A> Optional<A> find(List<A> rows, Predicate<A> wanted) {
    return rows.stream().filter(wanted).findFirst();
  }

  private static <A> Optional<A> named(
      List<A> rows, Function<A, List<String>> keywords, String keyword) {
    String lower = keyword.toLowerCase(Locale.ROOT);
    return find(rows, row -> keywords.apply(row).contains(lower));
  }

  private static List<String> names(String... keywords) {
    return List.of(keywords);
  }

  private static EncrAlgorithm sized(
      EncrId id,
      boolean forIke,
      List<String> keywords,
      int salt,
      int block,
      int iv,
      int icv,
      Requirement level) {
    return new EncrAlgorithm(id, keywords, AES, true, salt, block, iv, icv, forIke, level);
  }

  private static EncrAlgorithm fixed(
      EncrId id,
      boolean forIke,
      List<String> keywords,
      int bits,
      int salt,
      int block,
      int iv,
      int icv,
      Requirement level) {
    List<Integer> keyBits = bits == 0 ? List.of() : List.of(bits);
    return new EncrAlgorithm(id, keywords, keyBits, false, salt, block, iv, icv, forIke, level);
  }

  private static PrfAlgorithm prf(PrfId id, List<String> keywords, int octets, Requirement level) {
    return new PrfAlgorithm(id, keywords, octets, octets, level);
  }

  private static IntegAlgorithm integ(
      IntegId id, boolean forIke, List<String> keywords, int key, int icv, Requirement level) {
    return new IntegAlgorithm(id, keywords, key, icv, forIke, level);
  }

  private static GroupAlgorithm modp(GroupId id, int strength, int bits, Requirement level) {
    return method(id, strength, bits + "-bit MODP", bits / 8, bits / 8, bits / 8, level);
  }

  private static GroupAlgorithm subgroup(
      GroupId id, int strength, int bits, int order, Requirement level) {
    String name = bits + "-bit MODP with " + order + "-bit subprime";
    return method(id, strength, name, bits / 8, bits / 8, bits / 8, level);
  }

  /** A curve in short Weierstrass form: two coordinates go out, one is the secret (RFC 5903). */
  private static GroupAlgorithm curve(
      GroupId id, int strength, String name, int field, Requirement level) {
    return method(id, strength, name, 2 * field, 2 * field, field, level);
  }

  private static GroupAlgorithm method(
      GroupId id,
      int strength,
      String name,
      int initiator,
      int responder,
      int secret,
      Requirement level) {
    String description = name + " (group " + id.code() + ")";
    return new GroupAlgorithm(id, strength, description, initiator, responder, secret, level);
  }
}
