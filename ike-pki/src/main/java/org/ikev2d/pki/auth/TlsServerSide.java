package org.ikev2d.pki.auth;

import java.io.IOException;
import java.util.Arrays;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsUtils;
import org.jspecify.annotations.Nullable;

/** The server of a TLS handshake; the client must show a certificate. */
final class TlsServerSide extends DefaultTlsServer {
  private final TlsParty party;

  TlsServerSide(TlsParty party) {
    super(party.crypto());
    this.party = party;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return party.versions();
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return Arrays.stream(TlsParty.SUITES).filter(party::isForOwnKey).toArray();
  }

  /** Chains are judged as those of CERT payloads are. */
  @Override
  public boolean shouldCheckSigAlgOfPeerCerts() {
    return false;
  }

  @Override
  public TlsCredentials getCredentials() throws IOException {
    return party.signer(
        context, TlsUtils.EMPTY_BYTES, context.getSecurityParametersHandshake().getClientSigAlgs());
  }

  @Override
  @SuppressWarnings("NullAway") // no authorities are named: a client has one certificate to show
  public CertificateRequest getCertificateRequest() throws IOException {
    return TlsUtils.isTLSv13(context)
        ? new CertificateRequest(TlsUtils.EMPTY_BYTES, TlsSchemes.all(), null, null)
        : new CertificateRequest(
            new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
            TlsSchemes.all(),
            null);
  }

  @Override
  public void notifyClientCertificate(Certificate sent) throws IOException {
    party.check(sent);
  }

  /** Peers need not tell that they renegotiate securely (RFC 5746): here nobody renegotiates. */
  @Override
  public void notifySecureRenegotiation(boolean secure) {}

  @Override
  public void notifyAlertRaised(
      short level, short description, @Nullable String message, @Nullable Throwable cause) {
    party.raised(level, description, cause);
  }

  @Override
  public void notifyAlertReceived(short level, short description) {
    party.received(level, description);
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    party.finished(context);
  }
}
