package org.ikev2d.pki.revoke;

import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.ikev2d.pki.fetch.Fetched;
import org.ikev2d.pki.fetch.Resource;
import org.ikev2d.pki.fetch.Retrievals;
import org.ikev2d.pki.fetch.Shared;
import org.ikev2d.pki.policy.RevocationPolicy;
import org.ikev2d.pki.policy.RevocationPolicy.Ocsp;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.wire.Bytes;

/**
 * Asks OCSP responders, and keeps what they say while it is in force; what does not help is not
 * asked for again at once.
 */
final class OcspLookup {
  private static final int MAX_OCTETS = 65_536;
  private static final int MAX_KEPT = 4096;
  private static final int MAX_RESPONDERS = 3;

  private final Retrievals retrievals;
  private final Shared<Key, CertState> running = new Shared<>();
  private final Map<Key, OcspMessage.Answer> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, OcspMessage.Answer> eldest) {
          return size() > MAX_KEPT;
        }
      };

  /** An answer holds for a pair of certificates under the settings it was checked by. */
  private record Key(Bytes certs, Ocsp settings) {
    static Key of(Cert cert, Cert issuer, Ocsp settings) {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(cert.der().toArray());
        return new Key(Bytes.wrap(digest.digest(issuer.der().toArray())), settings);
      } catch (NoSuchAlgorithmException everyJdkHasIt) {
        throw new AssertionError(everyJdkHasIt);
      }
    }
  }

  OcspLookup(Retrievals retrievals) {
    this.retrievals = retrievals;
  }

  /** By what the peer sent along (RFC 4806). */
  static CertState inBand(Cert cert, Cert issuer, Inquiry inquiry) {
    CertState last = CertState.Unknown.of("no OCSP response was sent along");
    for (Bytes response : inquiry.responses()) {
      CertState state =
          OcspMessage.read(
                  response, cert, issuer, inquiry.store(), Optional.empty(), inquiry.ofPeer())
              .state();
      if (!(state instanceof CertState.Unknown)) {
        return state;
      }
      last = state;
    }
    return last;
  }

  /** By the responders that policy and certificate name; blocks. */
  CertState byServers(Cert cert, Cert issuer, Ocsp settings, Inquiry inquiry) {
    Key key = Key.of(cert, issuer, settings);
    synchronized (kept) {
      OcspMessage.Answer answer = kept.get(key);
      if (answer != null && inquiry.now().isBefore(answer.until())) {
        return answer.state();
      }
    }
    return running.get(
        key,
        inquiry.within(),
        () -> askAll(cert, issuer, settings, inquiry, key),
        () -> new CertState.Unknown("the OCSP responder gave no answer in time", true));
  }

  /** Forgets all. */
  void forget() {
    synchronized (kept) {
      kept.clear();
    }
  }

  private CertState askAll(Cert cert, Cert issuer, Ocsp settings, Inquiry inquiry, Key key) {
    List<Responder> responders = responders(cert, settings);
    CertState last =
        CertState.Unknown.of("the certificate names no OCSP responder that is reached by HTTP");
    for (Responder responder : responders) {
      if (inquiry.isOver()) {
        return new CertState.Unknown("no time is left for " + responder.uri(), true);
      }
      CertState state = ask(responder, cert, issuer, settings, inquiry, key);
      if (!(state instanceof CertState.Unknown)) {
        return state;
      }
      last = state;
    }
    if (last instanceof CertState.Unknown(String why, boolean late) && !late) {
      keep(key, new OcspMessage.Answer(last, inquiry.now().plus(CrlSources.BACK_OFF)));
    }
    return last;
  }

  /**
   * @param trusted whether policy names it, so that it may be anywhere
   */
  private record Responder(URI uri, boolean trusted) {}

  private static List<Responder> responders(Cert cert, Ocsp settings) {
    List<Responder> responders = new ArrayList<>();
    settings.responder().ifPresent(uri -> responders.add(new Responder(uri, true)));
    if (settings.useCertResponder()) {
      cert.extensions().ocspUrls().stream()
          .flatMap(url -> Resource.url(url).stream())
          .limit(MAX_RESPONDERS)
          .forEach(uri -> responders.add(new Responder(uri, false)));
    }
    return responders;
  }

  private CertState ask(
      Responder responder, Cert cert, Cert issuer, Ocsp settings, Inquiry inquiry, Key key) {
    RevocationPolicy policy = inquiry.policy().revocation();
    OcspMessage.Request request;
    try {
      request = OcspMessage.request(cert, issuer);
    } catch (IOException | OCSPException unencodable) {
      return CertState.Unknown.of("no OCSP request can be made");
    }
    Fetched fetched =
        retrievals.fetch(
            new Resource(
                responder.uri(),
                request.der(),
                "application/ocsp-request",
                MAX_OCTETS,
                responder.trusted() || policy.privateAddresses(),
                settings.proxy().or(policy::httpProxy)),
            inquiry.within());
    return switch (fetched) {
      case Fetched.Failed(String why, boolean late) -> new CertState.Unknown(why, late);
      case Fetched.Good(Bytes der) -> {
        OcspMessage.Answer answer =
            OcspMessage.read(
                der, cert, issuer, inquiry.store(), Optional.of(request.nonce()), inquiry.own());
        if (!(answer.state() instanceof CertState.Unknown)) {
          keep(key, answer);
        }
        yield answer.state() instanceof CertState.Unknown unknown
            ? new CertState.Unknown(responder.uri() + ": " + unknown.why(), unknown.late())
            : answer.state();
      }
    };
  }

  private void keep(Key key, OcspMessage.Answer answer) {
    synchronized (kept) {
      kept.put(key, answer);
    }
  }
}
