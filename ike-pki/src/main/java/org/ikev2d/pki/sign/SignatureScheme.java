package org.ikev2d.pki.sign;

import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.pki.x509.KeyKind;

/** A way to sign, complete with its parameters: what an AlgorithmIdentifier stands for. */
public sealed interface SignatureScheme {
  /** RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2). */
  record RsaPkcs1(Digest digest) implements SignatureScheme {}

  /**
   * RSASSA-PSS (RFC 8017 section 8.1) with MGF1.
   *
   * @param salt octets
   */
  record RsaPss(Digest digest, Digest mgf, int salt) implements SignatureScheme {
    /** The usual form: one hash, and a salt of its length (RFC 7427 appendix A.4). */
    public static RsaPss of(Digest digest) {
      return new RsaPss(digest, digest, digest.octets());
    }
  }

  /** ECDSA on the curve of the key. */
  record Ecdsa(Digest digest) implements SignatureScheme {}

  /** DSS. */
  record Dsa(Digest digest) implements SignatureScheme {}

  /** PureEdDSA with empty context (RFC 8420 section 2). */
  record EdDsa(KeyKind curve) implements SignatureScheme {}

  /**
   * ML-DSA in pure mode with empty context (FIPS 204).
   *
   * @param set 44, 65 or 87
   */
  record MlDsa(int set) implements SignatureScheme {}

  /** The hash that a peer must have listed for this scheme. */
  default HashAlgorithm hash() {
    return switch (this) {
      case RsaPkcs1(Digest digest) -> digest.hash();
      case RsaPss(Digest digest, Digest mgf, int salt) -> digest.hash();
      case Ecdsa(Digest digest) -> digest.hash();
      case Dsa(Digest digest) -> digest.hash();
      case EdDsa edDsa -> HashAlgorithm.IDENTITY;
      case MlDsa mlDsa -> HashAlgorithm.IDENTITY;
    };
  }

  /** Whether SHA-1 takes any part in it. */
  default boolean usesSha1() {
    return hash().equals(HashAlgorithm.SHA1)
        || this instanceof RsaPss(Digest digest, Digest mgf, int salt) && mgf == Digest.SHA1;
  }

  /** Whether a key is of the kind that makes such signatures. */
  default boolean fits(KeyFacts key) {
    return switch (this) {
      case RsaPkcs1 pkcs1 -> key.kind() == KeyKind.RSA;
      case RsaPss pss -> key.kind().isRsa();
      case Ecdsa ecdsa -> key.kind() == KeyKind.EC;
      case Dsa dsa -> key.kind() == KeyKind.DSA;
      case EdDsa(KeyKind curve) -> key.kind() == curve;
      case MlDsa(int set) -> key.kind() == KeyKind.ML_DSA && key.bits() == set;
    };
  }

  /** Short name, for logs and listings. */
  default String describe() {
    return switch (this) {
      case RsaPkcs1(Digest digest) -> "RSA-PKCS1/" + digest;
      case RsaPss(Digest digest, Digest mgf, int salt) ->
          "RSA-PSS/" + digest + (mgf == digest ? "" : "/MGF1-" + mgf) + "/salt" + salt;
      case Ecdsa(Digest digest) -> "ECDSA/" + digest;
      case Dsa(Digest digest) -> "DSA/" + digest;
      case EdDsa(KeyKind curve) -> curve == KeyKind.ED25519 ? "Ed25519" : "Ed448";
      case MlDsa(int set) -> "ML-DSA-" + set;
    };
  }
}
