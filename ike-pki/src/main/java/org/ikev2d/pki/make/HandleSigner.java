package org.ikev2d.pki.make;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.RuntimeOperatorException;
import org.ikev2d.pki.sign.Digest;
import org.ikev2d.pki.sign.PrivateKeyHandle;
import org.ikev2d.pki.sign.SchemeCodec;
import org.ikev2d.pki.sign.SignatureScheme;
import org.ikev2d.pki.x509.KeyFacts;

/** Lets Bouncy Castle's builders sign with a key that may live in a token. */
final class HandleSigner implements ContentSigner {
  private final PrivateKeyHandle key;
  private final SignatureScheme scheme;
  private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

  HandleSigner(PrivateKeyHandle key, Optional<Digest> digest) {
    this.key = key;
    this.scheme = scheme(key.publicKey(), digest);
  }

  /** With no digest given, one of about the strength of the key. */
  private static SignatureScheme scheme(KeyFacts key, Optional<Digest> digest) {
    return switch (key.kind()) {
      case RSA -> new SignatureScheme.RsaPkcs1(digest.orElse(Digest.SHA256));
      case RSA_PSS -> SignatureScheme.RsaPss.of(digest.orElse(Digest.SHA256));
      case DSA -> new SignatureScheme.Dsa(digest.orElse(Digest.SHA256));
      case EC ->
          new SignatureScheme.Ecdsa(
              digest.orElse(
                  key.bits() > 384
                      ? Digest.SHA512
                      : key.bits() > 256 ? Digest.SHA384 : Digest.SHA256));
      case ED25519, ED448 -> new SignatureScheme.EdDsa(key.kind());
      case ML_DSA -> new SignatureScheme.MlDsa(key.bits());
    };
  }

  @Override
  public AlgorithmIdentifier getAlgorithmIdentifier() {
    return SchemeCodec.identifier(scheme);
  }

  @Override
  public OutputStream getOutputStream() {
    return octets;
  }

  @Override
  public byte[] getSignature() {
    return switch (key.sign(scheme, octets.toByteArray())) {
      case PrivateKeyHandle.Result.Signed(var signature) -> signature.toArray();
      case PrivateKeyHandle.Result.Refused(var refusal) ->
          throw new RuntimeOperatorException(refusal.detail());
    };
  }
}
