package org.ikev2d.pki.sign;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Signature;
import org.ikev2d.pki.x509.Jca;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.wire.Bytes;

/** A key of a provider of the JCA: Bouncy Castle for soft keys, SunPKCS11 for tokens. */
public final class JcaKeyHandle implements PrivateKeyHandle {
  private final PrivateKey key;
  private final KeyFacts publicKey;
  private final Provider provider;

  public JcaKeyHandle(PrivateKey key, KeyFacts publicKey, Provider provider) {
    this.key = key;
    this.publicKey = publicKey;
    this.provider = provider;
  }

  /** A key in memory. */
  public static JcaKeyHandle soft(PrivateKey key, KeyFacts publicKey) {
    return new JcaKeyHandle(key, publicKey, Jca.provider());
  }

  @Override
  public KeyFacts publicKey() {
    return publicKey;
  }

  @Override
  public Result sign(SignatureScheme scheme, byte[] octets) {
    if (!scheme.fits(publicKey)) {
      return refused(
          SignatureRefusal.Kind.WRONG_KEY,
          scheme.describe() + " wanted, but the key is " + publicKey.describe());
    }
    try {
      Signature signer = Schemes.signature(scheme, provider);
      signer.initSign(key);
      signer.update(octets);
      return new Result.Signed(Bytes.wrap(signer.sign()));
    } catch (GeneralSecurityException | ProviderException | IllegalStateException failed) {
      return refused(
          SignatureRefusal.Kind.PROVIDER_FAILED,
          scheme.describe() + " by " + provider.getName() + ": " + reason(failed));
    }
  }

  /** Messages of providers name mechanisms and error codes, not keys. */
  private static String reason(Exception failed) {
    Throwable cause = failed.getCause() == null ? failed : failed.getCause();
    return cause.getClass().getSimpleName() + " " + cause.getMessage();
  }

  private static Result refused(SignatureRefusal.Kind kind, String detail) {
    return new Result.Refused(new SignatureRefusal(kind, detail));
  }

  @Override
  public String toString() {
    return "key(" + publicKey.describe() + ", " + provider.getName() + ")";
  }
}
