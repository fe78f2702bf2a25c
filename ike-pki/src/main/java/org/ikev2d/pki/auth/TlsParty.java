package org.ikev2d.pki.auth;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.Vector;
import java.util.function.Function;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.KeyExchangeAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.ikev2d.crypto.Secret;
import org.ikev2d.pki.store.Credential;
import org.ikev2d.wire.Bytes;
import org.jspecify.annotations.Nullable;

/** What both sides of a TLS handshake have: our certificate, and what we think of the peer's. */
final class TlsParty {
  /** Ephemeral elliptic curves only, so that no peer can make two handshakes have one secret. */
  static final int[] SUITES = {
    CipherSuite.TLS_AES_256_GCM_SHA384,
    CipherSuite.TLS_AES_128_GCM_SHA256,
    CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
  };

  private static final int KEY_MATERIAL = 128;
  private static final int MSK = 64;
  private static final byte[] TYPE = {13};

  private final Credential own;
  private final Function<List<Bytes>, List<String>> judge;
  private final ProtocolVersion[] versions;
  private final TlsCrypto crypto = new BcTlsCrypto(new SecureRandom());
  private Optional<Secret> msk = Optional.empty();
  private Optional<String> trouble = Optional.empty();
  private boolean three;

  /**
   * @param judge all objections to the peer's chain, the leaf first
   * @param versions the newest first
   */
  TlsParty(Credential own, Function<List<Bytes>, List<String>> judge, ProtocolVersion... versions) {
    this.own = own;
    this.judge = judge;
    this.versions = versions.clone();
  }

  TlsCrypto crypto() {
    return crypto;
  }

  ProtocolVersion[] versions() {
    return versions.clone();
  }

  /** Why the handshake has failed. */
  Optional<String> trouble() {
    return trouble;
  }

  /** The first half of the key material, once the handshake is complete; the receiver's own. */
  Optional<Secret> msk() {
    return msk.map(Secret::copy);
  }

  /** Whether it is TLS 1.3, once the handshake is complete. */
  boolean isThree() {
    return three;
  }

  boolean isComplete() {
    return msk.isPresent();
  }

  /**
   * Our certificate and key for this handshake.
   *
   * @param request context of the request for it
   * @param taken what the peer takes
   */
  TlsCredentialedSigner signer(TlsContext context, byte[] request, @Nullable Vector<?> taken)
      throws IOException {
    boolean three = TlsUtils.isTLSv13(context);
    Optional<TlsSchemes.Choice> choice =
        TlsSchemes.choose(own.key().publicKey(), taken == null ? new Vector<>() : taken, three);
    if (choice.isEmpty()) {
      throw new TlsFatalAlert(
          AlertDescription.handshake_failure,
          "the peer takes no signature of a key " + own.key().publicKey().describe());
    }
    List<TlsCertificate> chain = new ArrayList<>();
    for (Bytes der : own.certificates()) {
      chain.add(crypto.createCertificate(der.toArray()));
    }
    Certificate certificate =
        three
            ? new Certificate(
                request,
                chain.stream()
                    .map(c -> new CertificateEntry(c, new Hashtable<>()))
                    .toArray(CertificateEntry[]::new))
            : new Certificate(chain.toArray(TlsCertificate[]::new));
    return new TlsSigner(certificate, own.key(), choice.get());
  }

  /** Whether a suite goes with the kind of our key; those of TLS 1.3 go with all. */
  boolean isForOwnKey(int suite) {
    return switch (TlsUtils.getKeyExchangeAlgorithm(suite)) {
      case KeyExchangeAlgorithm.ECDHE_RSA -> own.key().publicKey().kind().isRsa();
      case KeyExchangeAlgorithm.ECDHE_ECDSA -> !own.key().publicKey().kind().isRsa();
      default -> true;
    };
  }

  /** Judges the peer's chain as that of CERT payloads. */
  void check(@Nullable Certificate sent) throws IOException {
    if (sent == null || sent.isEmpty()) {
      trouble = Optional.of("the peer shows no certificate");
      throw new TlsFatalAlert(AlertDescription.handshake_failure);
    }
    List<Bytes> ders = new ArrayList<>();
    for (TlsCertificate certificate : sent.getCertificateList()) {
      ders.add(Bytes.wrap(certificate.getEncoded()));
    }
    List<String> objections = judge.apply(ders);
    if (!objections.isEmpty()) {
      trouble = Optional.of(String.join("; ", objections));
      throw new TlsFatalAlert(AlertDescription.certificate_unknown);
    }
  }

  /** Ours; what we think of certificates says more than the alert that follows from it. */
  void raised(short level, short description, @Nullable Throwable cause) {
    if (level == AlertLevel.fatal && trouble.isEmpty()) {
      String detail = cause == null ? "" : ": " + cause.getMessage();
      trouble = Optional.of("TLS alert " + AlertDescription.getName(description) + detail);
    }
  }

  /** The peer's. */
  void received(short level, short description) {
    if (level == AlertLevel.fatal && trouble.isEmpty()) {
      trouble = Optional.of("the peer's TLS alert is " + AlertDescription.getName(description));
    }
  }

  /** Both sides have proved themselves (RFC 5216 section 2.3, RFC 9190 section 2.3). */
  void finished(TlsContext context) {
    three = TlsUtils.isTLSv13(context);
    byte[] material =
        three
            ? context.exportKeyingMaterial("EXPORTER_EAP_TLS_Key_Material", TYPE, KEY_MATERIAL)
            : exported(context.getSecurityParametersConnection());
    msk = Optional.of(Secret.wrap(Arrays.copyOf(material, MSK)));
    Arrays.fill(material, (byte) 0);
  }

  /**
   * TLS 1.2 also without an extended master secret, which some EAP peers lack. RFC 7627 section 5.4
   * guards against two handshakes with one secret; ephemeral curves do so as well.
   */
  private static byte[] exported(SecurityParameters parameters) {
    byte[] client = parameters.getClientRandom();
    byte[] seed = Arrays.copyOf(client, client.length + parameters.getServerRandom().length);
    System.arraycopy(
        parameters.getServerRandom(), 0, seed, client.length, seed.length - client.length);
    return TlsUtils.PRF(
            parameters, parameters.getMasterSecret(), "client EAP encryption", seed, KEY_MATERIAL)
        .extract();
  }

  void close() {
    msk.ifPresent(Secret::close);
  }
}
