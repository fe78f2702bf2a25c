package org.ikev2d.pki.sign;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.ikev2d.wire.AuthMethod;

/** The methods of RFC 4754: one curve, one hash, and r and s of fixed width. */
enum EcdsaMethod {
  P256(AuthMethod.ECDSA_256, SECObjectIdentifiers.secp256r1, Digest.SHA256, 32),
  P384(AuthMethod.ECDSA_384, SECObjectIdentifiers.secp384r1, Digest.SHA384, 48),
  P521(AuthMethod.ECDSA_521, SECObjectIdentifiers.secp521r1, Digest.SHA512, 66);

  private final AuthMethod method;
  private final String curve;
  private final Digest digest;
  private final int width;

  EcdsaMethod(AuthMethod method, ASN1ObjectIdentifier curve, Digest digest, int width) {
    this.method = method;
    this.curve = curve.getId();
    this.digest = digest;
    this.width = width;
  }

  AuthMethod method() {
    return method;
  }

  String curve() {
    return curve;
  }

  Digest digest() {
    return digest;
  }

  /** Octets of r, and of s. */
  int width() {
    return width;
  }

  static Optional<EcdsaMethod> of(AuthMethod method) {
    return Arrays.stream(values()).filter(m -> m.method.equals(method)).findFirst();
  }

  static Optional<EcdsaMethod> ofCurve(String curve) {
    return Arrays.stream(values()).filter(m -> m.curve.equals(curve)).findFirst();
  }
}
