package org.ikev2d.pki.sign;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.pki.x509.KeyKind;

/**
 * Which signatures are made and accepted (RFC 8247 section 3).
 *
 * @param minRsaBits smallest RSA modulus
 * @param minEcBits smallest field of an EC key
 * @param sha1WithRsaMethod whether method 1 may use SHA-1, for peers that know nothing else; never
 *     accepted in method 14
 * @param dss whether DSS is used at all (method 3 with SHA-1, method 14 with SHA-2)
 * @param mlDsa whether ML-DSA is used; its draft is not final
 * @param padding what an RSA key signs with in method 14
 */
public record SignaturePolicy(
    int minRsaBits,
    int minEcBits,
    boolean sha1WithRsaMethod,
    boolean dss,
    boolean mlDsa,
    RsaPadding padding) {
  /** Smallest prime of a DSS key where DSS is switched on: that of FIPS 186-2. */
  private static final int MIN_DSS_BITS = 1024;

  /** The padding of RSA in method 14. */
  public enum RsaPadding {
    /** RSASSA-PSS, which RFC 8247 section 3.2 asks for. */
    PSS,
    /** RSASSA-PKCS1-v1_5, for peers that cannot verify PSS. */
    PKCS1
  }

  /** What RFC 8247 asks for: RSA from 2048 bits, no SHA-1, no DSS. */
  public static final SignaturePolicy DEFAULT =
      new SignaturePolicy(2048, 256, false, false, false, RsaPadding.PSS);

  public SignaturePolicy withSha1() {
    return new SignaturePolicy(minRsaBits, minEcBits, true, dss, mlDsa, padding);
  }

  public SignaturePolicy withDss() {
    return new SignaturePolicy(minRsaBits, minEcBits, sha1WithRsaMethod, true, mlDsa, padding);
  }

  public SignaturePolicy withMlDsa() {
    return new SignaturePolicy(minRsaBits, minEcBits, sha1WithRsaMethod, dss, true, padding);
  }

  public SignaturePolicy withPadding(RsaPadding chosen) {
    return new SignaturePolicy(minRsaBits, minEcBits, sha1WithRsaMethod, dss, mlDsa, chosen);
  }

  public SignaturePolicy withMinRsaBits(int bits) {
    return new SignaturePolicy(bits, minEcBits, sha1WithRsaMethod, dss, mlDsa, padding);
  }

  /** The hashes that we announce in SIGNATURE_HASH_ALGORITHMS, best first. */
  public Set<HashAlgorithm> announced() {
    Set<HashAlgorithm> hashes = new LinkedHashSet<>();
    hashes.add(HashAlgorithm.SHA2_256);
    hashes.add(HashAlgorithm.SHA2_384);
    hashes.add(HashAlgorithm.SHA2_512);
    hashes.add(HashAlgorithm.IDENTITY);
    return hashes;
  }

  /** Empty if the key is strong enough and of a kind in use. */
  public Optional<SignatureRefusal> weakness(KeyFacts key) {
    return switch (key.kind()) {
      case RSA, RSA_PSS -> atLeast(key, minRsaBits);
      case EC -> atLeast(key, minEcBits);
      case DSA -> dss ? atLeast(key, MIN_DSS_BITS) : off(key);
      case ML_DSA -> mlDsa ? Optional.empty() : off(key);
      case ED25519, ED448 -> Optional.empty();
    };
  }

  private static Optional<SignatureRefusal> atLeast(KeyFacts key, int bits) {
    return key.bits() >= bits
        ? Optional.empty()
        : Optional.of(
            new SignatureRefusal(
                SignatureRefusal.Kind.WEAK_KEY,
                key.describe() + " key, at least " + bits + " bits wanted"));
  }

  private static Optional<SignatureRefusal> off(KeyFacts key) {
    return Optional.of(
        new SignatureRefusal(
            SignatureRefusal.Kind.NOT_ALLOWED, key.describe() + " keys are switched off"));
  }

  /** Empty if a scheme of method 14, or of a certificate, is in use. */
  public Optional<SignatureRefusal> objection(SignatureScheme scheme) {
    boolean switchedOff =
        scheme.usesSha1()
            || scheme instanceof SignatureScheme.Dsa && !dss
            || scheme instanceof SignatureScheme.MlDsa && !mlDsa;
    return switchedOff
        ? Optional.of(
            new SignatureRefusal(
                SignatureRefusal.Kind.NOT_ALLOWED, scheme.describe() + " is not allowed"))
        : Optional.empty();
  }

  /** Whether a key of that kind is restricted to PSS whatever the configuration says. */
  boolean usesPss(KeyFacts key) {
    return key.kind() == KeyKind.RSA_PSS || padding == RsaPadding.PSS;
  }
}
