package org.ikev2d.pki.auth;

import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.ikev2d.pki.sign.JcaKeyHandle;
import org.ikev2d.pki.store.Credential;
import org.ikev2d.wire.Bytes;
import org.jspecify.annotations.Nullable;

/** TLS of the JDK with one certificate of ours, and with our own judgement of the peer's. */
final class TlsKeys {
  private static final String ALIAS = "own";

  private TlsKeys() {}

  /**
   * An engine for one handshake; sessions are not resumed.
   *
   * @param judge all objections to the peer's chain, the leaf first
   * @return empty if the key is of no use to TLS
   */
  static Optional<SSLEngine> engine(
      boolean server, Credential own, Function<List<Bytes>, List<String>> judge) {
    if (!(own.key() instanceof JcaKeyHandle handle)) {
      return Optional.empty();
    }
    try {
      Own keys = new Own(usable(handle.privateKey()), chain(own.certificates()));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {keys}, new TrustManager[] {new Peer(judge)}, null);
      SSLEngine engine = context.createSSLEngine();
      engine.setUseClientMode(!server);
      engine.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
      if (server) {
        engine.setNeedClientAuth(true);
      }
      return Optional.of(engine);
    } catch (GeneralSecurityException unusable) {
      return Optional.empty();
    }
  }

  /** A key in memory in the form that the JDK's own signatures take; one of a token as it is. */
  private static PrivateKey usable(PrivateKey key) throws GeneralSecurityException {
    byte[] encoded = key.getEncoded();
    return encoded == null
        ? key
        : KeyFactory.getInstance(kind(key)).generatePrivate(new PKCS8EncodedKeySpec(encoded));
  }

  /** The name that TLS has for keys of that kind. */
  private static String kind(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "ECDSA" -> "EC";
      case "Ed25519", "Ed448" -> "EdDSA";
      default -> key.getAlgorithm();
    };
  }

  private static X509Certificate[] chain(List<Bytes> ders) throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> chain = new ArrayList<>();
    for (Bytes der : ders) {
      chain.add(
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der.toArray())));
    }
    return chain.toArray(new X509Certificate[0]);
  }

  /** The one key that there is. */
  private static final class Own extends X509ExtendedKeyManager {
    private final PrivateKey key;
    private final X509Certificate[] chain;

    Own(PrivateKey key, X509Certificate[] chain) {
      this.key = key;
      this.chain = chain;
    }

    private @Nullable String alias(String... kinds) {
      return List.of(kinds).contains(kind(key)) ? ALIAS : null;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
        String[] kinds, Principal[] issuers, SSLEngine engine) {
      return alias(kinds);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        String kind, Principal[] issuers, SSLEngine engine) {
      return alias(kind);
    }

    @Override
    public @Nullable String chooseClientAlias(String[] kinds, Principal[] issuers, Socket socket) {
      return alias(kinds);
    }

    @Override
    public @Nullable String chooseServerAlias(String kind, Principal[] issuers, Socket socket) {
      return alias(kind);
    }

    @Override
    public String[] getClientAliases(String kind, Principal[] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public String[] getServerAliases(String kind, Principal[] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return chain.clone();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return key;
    }
  }

  /** Judges the peer's chain as that of a CERT payload. */
  private static final class Peer extends X509ExtendedTrustManager {
    private final Function<List<Bytes>, List<String>> judge;

    Peer(Function<List<Bytes>, List<String>> judge) {
      this.judge = judge;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      List<Bytes> ders = new ArrayList<>();
      for (X509Certificate certificate : chain) {
        ders.add(Bytes.wrap(certificate.getEncoded()));
      }
      List<String> objections = judge.apply(ders);
      if (!objections.isEmpty()) {
        throw new CertificateException(String.join("; ", objections));
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind)
        throws CertificateException {
      check(chain);
    }

    /** None are named: a client has one certificate to show. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
