package org.ikev2d.pki.sign;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** Signature objects of the JCA for schemes. */
final class Schemes {
  private Schemes() {}

  /** An object that is not initialised yet. */
  static Signature signature(SignatureScheme scheme, Provider provider)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(name(scheme), provider);
    if (scheme instanceof SignatureScheme.RsaPss(Digest digest, Digest mgf, int salt)) {
      signature.setParameter(
          new PSSParameterSpec(
              digest.jcaName(),
              "MGF1",
              new MGF1ParameterSpec(mgf.jcaName()),
              salt,
              PSSParameterSpec.TRAILER_FIELD_BC));
    }
    return signature;
  }

  private static String name(SignatureScheme scheme) {
    return switch (scheme) {
      case SignatureScheme.RsaPkcs1(Digest digest) -> digest.signatureName() + "withRSA";
      case SignatureScheme.RsaPss pss -> "RSASSA-PSS";
      case SignatureScheme.Ecdsa(Digest digest) -> digest.signatureName() + "withECDSA";
      case SignatureScheme.Dsa(Digest digest) -> digest.signatureName() + "withDSA";
      case SignatureScheme.EdDsa edDsa -> edDsa.describe();
      case SignatureScheme.MlDsa(int set) -> "ML-DSA-" + set;
    };
  }
}
