package org.ikev2d.pki.auth;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Vector;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ExtensionType;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerCertificate;
import org.ikev2d.wire.Bytes;
import org.jspecify.annotations.Nullable;

/** The client of a TLS handshake. */
final class TlsClientSide extends DefaultTlsClient {
  private final TlsParty party;

  TlsClientSide(TlsParty party) {
    super(party.crypto());
    this.party = party;
  }

  /** Lenient where a server's list of authorities is malformed: we have one certificate to show. */
  static final class Protocol extends TlsClientProtocol {
    @Override
    protected void receive13CertificateRequest(ByteArrayInputStream body, boolean again)
        throws IOException {
      byte[] kept = withoutAuthorities(Bytes.wrap(body.readAllBytes())).toArray();
      super.receive13CertificateRequest(new ByteArrayInputStream(kept), again);
    }

    /** As it came, if its lengths do not fit: then it is refused as it is. */
    private static Bytes withoutAuthorities(Bytes request) {
      int start = request.isEmpty() ? 0 : 1 + request.at(0) + 2;
      if (start == 0
          || start > request.length()
          || request.shortAt(start - 2) != request.length() - start) {
        return request;
      }
      ByteArrayOutputStream kept = new ByteArrayOutputStream();
      int at = start;
      while (at + 4 <= request.length()) {
        int end = at + 4 + request.shortAt(at + 2);
        if (end > request.length()) {
          return request;
        }
        if (request.shortAt(at) != ExtensionType.certificate_authorities) {
          kept.writeBytes(request.slice(at, end).toArray());
        }
        at = end;
      }
      return at == request.length()
          ? Bytes.concat(
              request.slice(0, start - 2),
              Bytes.ofShort(kept.size()),
              Bytes.wrap(kept.toByteArray()))
          : request;
    }
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return party.versions();
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return TlsParty.SUITES.clone();
  }

  @Override
  protected Vector<Integer> getSupportedGroups(Vector roles) {
    Vector<Integer> groups = new Vector<>();
    groups.add(NamedGroup.x25519);
    groups.add(NamedGroup.secp256r1);
    groups.add(NamedGroup.secp384r1);
    groups.add(NamedGroup.secp521r1);
    return groups;
  }

  @Override
  protected Vector<SignatureAndHashAlgorithm> getSupportedSignatureAlgorithms() {
    return TlsSchemes.all();
  }

  /** Chains are judged as those of CERT payloads are. */
  @Override
  public boolean shouldCheckSigAlgOfPeerCerts() {
    return false;
  }

  @Override
  public TlsAuthentication getAuthentication() {
    return new TlsAuthentication() {
      @Override
      public void notifyServerCertificate(TlsServerCertificate sent) throws IOException {
        party.check(sent.getCertificate());
      }

      @Override
      public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
        return party.signer(
            context,
            request.getCertificateRequestContext(),
            request.getSupportedSignatureAlgorithms());
      }
    };
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
