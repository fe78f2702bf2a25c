package org.ikev2d.pki.fetch;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.payload.CertPayload;
import org.ikev2d.pki.policy.RevocationPolicy;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.CertEncoding;

/**
 * Certificates as hash and URL (RFC 7296 section 3.6, encodings 12 and 13). Nothing is retrieved
 * unless the daemon is told to announce HTTP_CERT_LOOKUP_SUPPORTED: the peer, not authenticated
 * yet, says where we go. What was retrieved is kept, as its hash tells what it is. Safe for several
 * threads.
 */
public final class HashAndUrl {
  private static final int HASH = 20;

  /** Octets of a bundle: a chain, and the lists of its authorities. */
  private static final int MAX_BUNDLE = 4 * Cert.MAX_SIZE;

  private static final int KEPT = 64;

  private final Retrievals retrievals;
  private final Map<Bytes, List<CertPayload>> kept = new Recent();

  /** Forgets what was not asked for the longest. */
  private static final class Recent extends LinkedHashMap<Bytes, List<CertPayload>> {
    private static final long serialVersionUID = 1L;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Bytes, List<CertPayload>> eldest) {
      return size() > KEPT;
    }
  }

  /**
   * @param most retrievals at a time, 1 or more: apart from all others, so that what strangers name
   *     keeps nobody from fetching CRLs and asking OCSP responders
   */
  public HashAndUrl(int most) {
    this(new Retrievals(most));
  }

  HashAndUrl(Retrievals retrievals) {
    this.retrievals = retrievals;
  }

  /** Forgets what was retrieved, and what failed. */
  public void forget() {
    synchronized (kept) {
      kept.clear();
    }
    retrievals.forget();
  }

  /** Certificates and lists, or why there are none. */
  public sealed interface Outcome {
    /**
     * @param payloads as if they had come themselves; the first one is a certificate
     */
    record Good(List<CertPayload> payloads) implements Outcome {
      public Good {
        payloads = List.copyOf(payloads);
      }
    }

    record Failed(String why) implements Outcome {}
  }

  /** Whether a payload has a URL in the place of what it stands for. */
  public static boolean isOne(CertPayload payload) {
    return payload.encoding().equals(CertEncoding.HASH_AND_URL_CERT)
        || payload.encoding().equals(CertEncoding.HASH_AND_URL_BUNDLE);
  }

  /** The payload for a certificate that lies at {@code base}, under its hash in hexadecimal. */
  public static CertPayload payload(Bytes der, String base) {
    Bytes hash = sha1(der);
    return new CertPayload(
        CertEncoding.HASH_AND_URL_CERT, Bytes.concat(hash, Bytes.ofText(base + hash.toHex())));
  }

  /**
   * Retrieves; blocks.
   *
   * @param payload SHA-1 of what it stands for, then a URL
   * @param policy says how long to wait and where not to go
   */
  public Outcome fetch(CertPayload payload, RevocationPolicy policy) {
    Bytes data = payload.data();
    if (data.length() <= HASH) {
      return new Outcome.Failed("hash and URL of " + data.length() + " octets");
    }
    Bytes hash = data.slice(0, HASH);
    String text = new String(data.slice(HASH, data.length()).toArray(), StandardCharsets.US_ASCII);
    Optional<URI> url = Resource.url(text);
    if (url.isEmpty()) {
      return new Outcome.Failed("the URL of a certificate is not http://HOST/…");
    }
    synchronized (kept) {
      List<CertPayload> known = kept.get(hash);
      if (known != null) {
        return new Outcome.Good(known);
      }
    }
    boolean bundle = payload.encoding().equals(CertEncoding.HASH_AND_URL_BUNDLE);
    Fetched fetched =
        retrievals.fetch(
            Resource.get(
                url.get(),
                bundle ? MAX_BUNDLE : Cert.MAX_SIZE,
                policy.privateAddresses(),
                policy.httpProxy()),
            policy.timeout());
    return switch (fetched) {
      case Fetched.Failed(String why, boolean late) -> new Outcome.Failed(why);
      case Fetched.Good(Bytes der) when !sha1(der).equals(hash) ->
          new Outcome.Failed(url.get() + ": is another certificate than the hash says");
      case Fetched.Good(Bytes der) -> keep(hash, bundle ? CertBundle.read(der) : one(der));
    };
  }

  private Outcome keep(Bytes hash, Outcome outcome) {
    if (outcome instanceof Outcome.Good(List<CertPayload> payloads)) {
      synchronized (kept) {
        kept.put(hash, payloads);
      }
    }
    return outcome;
  }

  private static Outcome one(Bytes der) {
    return switch (Cert.parse(der)) {
      case Cert.Parsed.Good good ->
          new Outcome.Good(List.of(new CertPayload(CertEncoding.X509_SIGNATURE, der)));
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
