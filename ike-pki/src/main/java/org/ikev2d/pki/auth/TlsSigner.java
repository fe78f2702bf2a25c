package org.ikev2d.pki.auth;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsStreamSigner;
import org.ikev2d.pki.sign.PrivateKeyHandle;

/** Our key in TLS, which may be one of a token. */
final class TlsSigner implements TlsCredentialedSigner {
  private final Certificate certificate;
  private final PrivateKeyHandle key;
  private final TlsSchemes.Choice choice;

  TlsSigner(Certificate certificate, PrivateKeyHandle key, TlsSchemes.Choice choice) {
    this.certificate = certificate;
    this.key = key;
    this.choice = choice;
  }

  @Override
  public Certificate getCertificate() {
    return certificate;
  }

  @Override
  public SignatureAndHashAlgorithm getSignatureAndHashAlgorithm() {
    return choice.algorithm();
  }

  /** Keys sign what is to be signed, not its hash. */
  @Override
  public byte[] generateRawSignature(byte[] hash) throws TlsFatalAlert {
    throw new TlsFatalAlert(AlertDescription.internal_error, "no key signs a hash");
  }

  @Override
  public TlsStreamSigner getStreamSigner() {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    return new TlsStreamSigner() {
      @Override
      public OutputStream getOutputStream() {
        return octets;
      }

      @Override
      public byte[] getSignature() throws TlsFatalAlert {
        return switch (key.sign(choice.scheme(), octets.toByteArray())) {
          case PrivateKeyHandle.Result.Signed signed -> signed.signature().toArray();
          case PrivateKeyHandle.Result.Refused refused ->
              throw new TlsFatalAlert(
                  AlertDescription.internal_error, refused.refusal().toString());
        };
      }
    };
  }
}
