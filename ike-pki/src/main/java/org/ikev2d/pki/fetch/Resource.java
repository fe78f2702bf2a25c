package org.ikev2d.pki.fetch;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.ikev2d.pki.policy.RevocationPolicy.Proxy;
import org.ikev2d.wire.Bytes;

/**
 * What to retrieve.
 *
 * @param body what to post, of type {@code bodyType}; empty: it is fetched by GET
 * @param maxOctets of the answer
 * @param anyAddress whether the server may have a private address
 */
public record Resource(
    URI uri,
    Bytes body,
    String bodyType,
    int maxOctets,
    boolean anyAddress,
    Optional<Proxy> proxy) {
  private static final int MAX_URL = 2048;

  /** To be got. */
  public static Resource get(URI uri, int maxOctets, boolean anyAddress, Optional<Proxy> proxy) {
    return new Resource(uri, Bytes.EMPTY, "", maxOctets, anyAddress, proxy);
  }

  /** The same resource, whatever is posted to it; what is posted is not what is got. */
  Resource withoutBody() {
    return new Resource(uri, Bytes.EMPTY, bodyType, maxOctets, anyAddress, proxy);
  }

  /** Reads a URL of a certificate; empty if it is none that we follow: plain HTTP to a host. */
  public static Optional<URI> url(String text) {
    try {
      URI uri = new URI(text);
      boolean followed =
          text.length() <= MAX_URL
              && text.chars().allMatch(c -> c > ' ' && c < 127)
              && uri.getScheme() != null
              && uri.getScheme().toLowerCase(Locale.ROOT).equals("http")
              && uri.getHost() != null
              && !uri.getHost().isEmpty()
              && uri.getRawUserInfo() == null;
      return followed ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }
}
