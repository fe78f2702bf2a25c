package org.ikev2d.daemon;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.ikev2d.pki.store.Credential;
import org.ikev2d.pki.store.StoreContents;
import org.ikev2d.pki.store.StoredCert;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.port.EventSink;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.Timers;

/**
 * Warns of certificates of ours, and of their issuers, that have expired or are about to: no peer
 * will take them.
 */
final class ExpiryWatch {
  /** How long before the end the warnings begin. */
  static final Duration AHEAD = Duration.ofDays(30);

  private static final Duration EVERY = Duration.ofDays(1);

  private final Supplier<List<StoreContents>> stores;
  private final InstantSource clock;
  private final EventSink events;

  ExpiryWatch(Supplier<List<StoreContents>> stores, InstantSource clock, EventSink events) {
    this.stores = stores;
    this.clock = clock;
    this.events = events;
  }

  /** Reports once a day, the next time in a day. */
  void watch(Timers timers) {
    timers.schedule(
        EVERY,
        () -> {
          report();
          watch(timers);
        });
  }

  /** One event for each certificate that is worth it. */
  void report() {
    Map<Cert, String> shown = new LinkedHashMap<>();
    for (StoreContents store : stores.get()) {
      for (StoredCert stored : store.certificates()) {
        if (stored.key() != StoredCert.KeyState.NONE) {
          shown.put(stored.cert(), stored.label());
        }
      }
      for (Credential credential : store.credentials()) {
        credential
            .chain()
            .forEach(issuer -> shown.putIfAbsent(issuer, "issuer of " + credential.label()));
      }
    }
    shown.forEach(this::report);
  }

  private void report(Cert cert, String label) {
    Instant now = clock.instant();
    if (now.isAfter(cert.notAfter())) {
      tell("keystore.certificate-expired", cert, label, "until", cert.notAfter());
    } else if (now.isBefore(cert.notBefore())) {
      tell("keystore.certificate-not-yet-valid", cert, label, "from", cert.notBefore());
    } else if (now.plus(AHEAD).isAfter(cert.notAfter())) {
      tell("keystore.certificate-expires", cert, label, "until", cert.notAfter());
    }
  }

  private void tell(String event, Cert cert, String label, String when, Instant moment) {
    events.emit(
        IkeEvent.warn(event)
            .with("label", label)
            .with("subject", cert.subject())
            .with(when, moment));
  }
}
