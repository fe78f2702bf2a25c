package org.ikev2d.pki.fetch;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.ikev2d.pki.policy.RevocationPolicy;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.wire.Bytes;

/**
 * Retrieves certificates that a peer sent as hash and URL (RFC 7296 section 3.6, encoding 12). Off
 * unless the daemon is told to announce HTTP_CERT_LOOKUP_SUPPORTED: the peer, not authenticated
 * yet, says where we go.
 */
public final class HashAndUrl {
  private static final int HASH = 20;

  private final Retrievals retrievals;

  public HashAndUrl(Retrievals retrievals) {
    this.retrievals = retrievals;
  }

  /** A certificate, or why there is none. */
  public sealed interface Outcome {
    record Good(Cert cert) implements Outcome {}

    record Failed(String why) implements Outcome {}
  }

  /**
   * Retrieves; blocks.
   *
   * @param data of the CERT payload: SHA-1 of the certificate, then a URL
   * @param policy says how long to wait and where not to go
   */
  public Outcome fetch(Bytes data, RevocationPolicy policy) {
    if (data.length() <= HASH) {
      return new Outcome.Failed("hash and URL of " + data.length() + " octets");
    }
    String text = new String(data.slice(HASH, data.length()).toArray(), StandardCharsets.US_ASCII);
    Optional<URI> url = Resource.url(text);
    if (url.isEmpty()) {
      return new Outcome.Failed("the URL of a certificate is not http://HOST/…");
    }
    Fetched fetched =
        retrievals.fetch(
            Resource.get(url.get(), Cert.MAX_SIZE, policy.privateAddresses(), policy.httpProxy()),
            policy.timeout());
    return switch (fetched) {
      case Fetched.Failed(String why, boolean late) -> new Outcome.Failed(why);
      case Fetched.Good(Bytes der) ->
          sha1(der).equals(data.slice(0, HASH))
              ? parse(der)
              : new Outcome.Failed(url.get() + ": is another certificate than the hash says");
    };
  }

  private static Outcome parse(Bytes der) {
    return switch (Cert.parse(der)) {
      case Cert.Parsed.Good(Cert cert) -> new Outcome.Good(cert);
      case Cert.Parsed.Malformed(String why) -> new Outcome.Failed(why);
    };
  }

  private static Bytes sha1(Bytes octets) {
    try {
      return Bytes.wrap(MessageDigest.getInstance("SHA-1").digest(octets.toArray()));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new AssertionError(everyJdkHasIt);
    }
  }
}
