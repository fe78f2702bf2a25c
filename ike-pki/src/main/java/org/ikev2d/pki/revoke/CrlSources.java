package org.ikev2d.pki.revoke;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.ikev2d.pki.fetch.Fetched;
import org.ikev2d.pki.fetch.Resource;
import org.ikev2d.pki.fetch.Retrievals;
import org.ikev2d.pki.fetch.Shared;
import org.ikev2d.pki.policy.RevocationPolicy;
import org.ikev2d.pki.policy.RevocationPolicy.Crl;
import org.ikev2d.pki.store.CrlFacts;
import org.ikev2d.wire.Bytes;

/**
 * Revocation lists of servers: each is fetched and decoded once for all who want it, and kept while
 * it is in force. What turns out to be of no use is not fetched again at once.
 */
final class CrlSources {
  private static final int MAX_LISTS = 128;
  private static final int MAX_ENTRIES = 1_000_000;
  private static final long MAX_OCTETS = 64L << 20;
  private static final Duration WITHOUT_NEXT_UPDATE = Duration.ofHours(1);

  /** How long a list that does not help is not fetched again. */
  static final Duration BACK_OFF = Duration.ofSeconds(30);

  /** Octets of a list that is decoded only when no other one is: it takes several times as much. */
  private static final int LARGE = 1 << 18;

  private final Retrievals retrievals;
  private final Semaphore decoding = new Semaphore(1);
  private final Shared<Resource, Found> running = new Shared<>();
  private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);

  private record Kept(Found found, Instant from, Instant until) {
    boolean isIn(Instant now) {
      return !now.isBefore(from) && now.isBefore(until);
    }
  }

  CrlSources(Retrievals retrievals) {
    this.retrievals = retrievals;
  }

  /** A list of a server, or why there is none. */
  sealed interface Found {
    record Good(SignedList list) implements Found {}

    record Missing(String why, boolean late) implements Found {}
  }

  /**
   * The list of a distribution point; blocks if none in force is kept.
   *
   * @param within how long the server may take
   */
  Found get(String url, RevocationPolicy policy, Duration within, Instant now) {
    var uri = Resource.url(url);
    if (uri.isEmpty()) {
      return new Found.Missing("distribution point is not http://HOST/…", false);
    }
    synchronized (kept) {
      Kept known = kept.get(url);
      if (known != null && known.isIn(now)) {
        return known.found();
      }
    }
    Optional<RevocationPolicy.Proxy> proxy = policy.crl().flatMap(Crl::proxy).or(policy::httpProxy);
    Resource resource =
        Resource.get(uri.get(), CrlFacts.MAX_SIZE, policy.privateAddresses(), proxy);
    return running.get(
        resource,
        within,
        () -> retrieve(resource, within, now),
        () -> new Found.Missing(url + ": no answer within " + within.toMillis() + " ms", true));
  }

  private Found retrieve(Resource resource, Duration within, Instant now) {
    String url = resource.uri().toString();
    return switch (retrievals.fetch(resource, within)) {
      case Fetched.Failed(String why, boolean late) -> new Found.Missing(why, late);
      case Fetched.Good(Bytes der) ->
          switch (decode(der)) {
            case CrlList.Parsed.Bad(String why) -> {
              Found bad = new Found.Missing(url + ": " + why, false);
              keep(url, new Kept(bad, now, now.plus(BACK_OFF)));
              yield bad;
            }
            case CrlList.Parsed.Good(CrlList list) -> {
              Found good = new Found.Good(new SignedList(list, der.length()));
              Instant until = list.nextUpdate().orElse(now.plus(WITHOUT_NEXT_UPDATE));
              keep(url, new Kept(good, list.thisUpdate(), until));
              yield good;
            }
          };
    };
  }

  private CrlList.Parsed decode(Bytes der) {
    if (der.length() < LARGE) {
      return CrlList.parse(der);
    }
    decoding.acquireUninterruptibly();
    try {
      return CrlList.parse(der);
    } finally {
      decoding.release();
    }
  }

  /** A list that does not help is fetched again before long. */
  void doubt(String url, Instant now) {
    synchronized (kept) {
      Kept known = kept.get(url);
      if (known != null && known.found() instanceof Found.Good) {
        Instant soon = now.plus(BACK_OFF);
        boolean doubted = known.isIn(now) && known.until().isBefore(soon);
        kept.put(url, doubted ? known : new Kept(known.found(), now, soon));
      }
    }
  }

  /** Forgets all. */
  void forget() {
    synchronized (kept) {
      kept.clear();
    }
  }

  /** Lists that are kept. */
  List<KeptList> lists() {
    List<KeptList> lists = new ArrayList<>();
    synchronized (kept) {
      kept.forEach((url, one) -> {
        if (one.found() instanceof Found.Good(SignedList signed)) {
          CrlList list = signed.list();
          lists.add(
              new KeptList(
                  url, list.issuer(), list.thisUpdate(), list.nextUpdate(), list.entries().size()));
        }
      });
    }
    return lists;
  }

  private void keep(String url, Kept fresh) {
    synchronized (kept) {
      kept.put(url, fresh);
      long entries = 0;
      long octets = 0;
      for (Kept one : List.copyOf(kept.values())) {
        entries += one.found() instanceof Found.Good(SignedList s) ? s.list().entries().size() : 0;
        octets += one.found() instanceof Found.Good(SignedList s) ? s.octets() : 0;
      }
      var oldest = kept.values().iterator();
      while (oldest.hasNext()
          && (kept.size() > MAX_LISTS || entries > MAX_ENTRIES || octets > MAX_OCTETS)) {
        Kept one = oldest.next();
        entries -= one.found() instanceof Found.Good(SignedList s) ? s.list().entries().size() : 0;
        octets -= one.found() instanceof Found.Good(SignedList s) ? s.octets() : 0;
        oldest.remove();
      }
    }
  }
}
