package org.ikev2d.pki.x509;

import java.io.IOException;
import java.security.Provider;
import java.security.PublicKey;
import java.util.Optional;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** The provider of soft keys. It is never registered with the JVM: nothing else is to use it. */
public final class Jca {
  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

  private Jca() {}

  public static Provider provider() {
    return BOUNCY_CASTLE;
  }

  /** The key of a SubjectPublicKeyInfo; empty for an algorithm that the provider lacks. */
  static Optional<PublicKey> publicKey(SubjectPublicKeyInfo info) throws IOException {
    // The static method knows algorithms only once a provider exists: hence a method of this class.
    return Optional.ofNullable(BouncyCastleProvider.getPublicKey(info));
  }
}
