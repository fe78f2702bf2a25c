package org.ikev2d.pki.policy;

import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.ikev2d.pki.x509.DistinguishedName;

/**
 * How revocation is looked up. The names are those of kmfcfg(1).
 *
 * @param ocsp empty: no OCSP by network; a response that the peer sent along is read all the same
 * @param crl empty: no CRLs
 * @param hardFailure whether a certificate whose state cannot be found out is refused; a revoked
 *     one always is
 * @param ignoreTimeout whether a server that does not answer in time counts as good even so
 * @param timeout for one server
 * @param httpProxy host and port for all fetches
 * @param privateAddresses whether servers named by certificates may have private, loopback or
 *     link-local addresses
 */
public record RevocationPolicy(
    Optional<Ocsp> ocsp,
    Optional<Crl> crl,
    boolean hardFailure,
    boolean ignoreTimeout,
    Duration timeout,
    Optional<Proxy> httpProxy,
    boolean privateAddresses) {
  /** Nothing is looked up. */
  public static final RevocationPolicy OFF =
      new RevocationPolicy(
          Optional.empty(),
          Optional.empty(),
          false,
          false,
          Duration.ofSeconds(10),
          Optional.empty(),
          false);

  /**
   * OCSP (RFC 6960).
   *
   * @param responder asked first; empty: the one that the certificate names
   * @param useCertResponder whether the certificate's responder is asked
   * @param maxAge of a response, from its thisUpdate; empty: its own nextUpdate decides
   * @param ignoreSignature whether the response's signature is not looked at, a means of tests
   * @param responderCert who signs responses for a fixed responder; empty: the rules of RFC 6960
   *     section 4.2.2.2
   */
  public record Ocsp(
      Optional<URI> responder,
      boolean useCertResponder,
      Optional<Duration> maxAge,
      boolean ignoreSignature,
      Optional<ResponderCert> responderCert,
      Optional<Proxy> proxy) {
    /** Asks the responder that the certificate names. */
    public static final Ocsp BY_CERTIFICATE =
        new Ocsp(
            Optional.empty(), true, Optional.empty(), false, Optional.empty(), Optional.empty());
  }

  /** The certificate of a responder, found in the store. */
  public record ResponderCert(DistinguishedName name, BigInteger serial) {}

  /**
   * Revocation lists (RFC 5280 section 5).
   *
   * @param file one list; relative to the directory if there is one
   * @param directory every list in it
   * @param fetch whether distribution points of certificates are read
   */
  public record Crl(
      Optional<Path> file,
      Optional<Path> directory,
      boolean fetch,
      boolean ignoreSignature,
      boolean ignoreDate,
      Optional<Proxy> proxy) {
    /** Reads what the certificate names. */
    public static final Crl BY_CERTIFICATE =
        new Crl(Optional.empty(), Optional.empty(), true, false, false, Optional.empty());
  }

  /** A proxy for HTTP. */
  public record Proxy(String host, int port) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  public boolean isOff() {
    return ocsp.isEmpty() && crl.isEmpty();
  }

  public RevocationPolicy withOcsp(Ocsp value) {
    return new RevocationPolicy(
        Optional.of(value), crl, hardFailure, ignoreTimeout, timeout, httpProxy, privateAddresses);
  }

  public RevocationPolicy withCrl(Crl value) {
    return new RevocationPolicy(
        ocsp, Optional.of(value), hardFailure, ignoreTimeout, timeout, httpProxy, privateAddresses);
  }

  public RevocationPolicy withHardFailure(boolean value) {
    return new RevocationPolicy(
        ocsp, crl, value, ignoreTimeout, timeout, httpProxy, privateAddresses);
  }

  public RevocationPolicy withTimeout(Duration value, boolean ignored) {
    return new RevocationPolicy(
        ocsp, crl, hardFailure, ignored, value, httpProxy, privateAddresses);
  }

  public RevocationPolicy withPrivateAddresses(boolean value) {
    return new RevocationPolicy(ocsp, crl, hardFailure, ignoreTimeout, timeout, httpProxy, value);
  }
}
