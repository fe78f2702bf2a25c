package org.ikev2d.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.pki.make.CertMaker;
import org.ikev2d.pki.make.Wanted;
import org.ikev2d.pki.store.CredentialStore.Change;
import org.ikev2d.pki.store.CredentialStore.Generated;
import org.ikev2d.pki.store.KeySpec;
import org.ikev2d.pki.store.PemStore;
import org.ikev2d.pki.x509.DistinguishedName;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.Timers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpiryWatchTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir private Path directory;
  private final List<IkeEvent> events = new ArrayList<>();
  private Instant now = NOW;

  /** A clock that goes where it is told. */
  private final class Days implements Timers {
    private final List<Runnable> due = new ArrayList<>();

    @Override
    public long nanoTime() {
      return now.toEpochMilli() * 1_000_000;
    }

    @Override
    public long epochMillis() {
      return now.toEpochMilli();
    }

    @Override
    public Handle schedule(Duration delay, Runnable task) {
      assertThat(delay).isEqualTo(Duration.ofDays(1));
      due.add(task);
      return () -> due.remove(task);
    }

    void pass(int days) {
      for (int day = 0; day < days; day++) {
        now = now.plus(Duration.ofDays(1));
        List<Runnable> today = List.copyOf(due);
        due.clear();
        today.forEach(Runnable::run);
      }
    }
  }

  private static void certificate(PemStore store, String label, Instant from, Instant until) {
    var key = ((Generated.Made) store.generate(label, new KeySpec.Ec("secp256r1"))).key();
    DistinguishedName name =
        ((DistinguishedName.Parsed.Good) DistinguishedName.parse("CN=" + label)).name();
    CertMaker.Made made = CertMaker.selfSigned(Wanted.of(name), key, BigInteger.ONE, from, until);
    assertThat(store.certify(label, ((CertMaker.Made.Good) made).cert()))
        .isInstanceOf(Change.Done.class);
  }

  @Test
  void warnsOfWhatHasExpiredAndOfWhatIsAboutToEachDay() {
    try (Secret pin = Secret.wrap("geheim".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        PemStore store = PemStore.open(directory, Optional.of(pin))) {
      Instant year = NOW.minus(Duration.ofDays(365));
      certificate(store, "old", year, NOW.minusSeconds(60));
      certificate(store, "soon", year, NOW.plus(Duration.ofDays(20)));
      certificate(store, "early", NOW.plusSeconds(3600), NOW.plus(Duration.ofDays(365)));
      certificate(store, "fine", year, NOW.plus(Duration.ofDays(40)));
      ExpiryWatch watch = new ExpiryWatch(() -> List.of(store.contents()), () -> now, events::add);
      Days days = new Days();

      watch.report();
      watch.watch(days);

      assertThat(texts())
          .containsExactlyInAnyOrder(
              "keystore.certificate-expired old",
              "keystore.certificate-expires soon",
              "keystore.certificate-not-yet-valid early");
      events.clear();
      days.pass(9);
      assertThat(texts()).doesNotContain("keystore.certificate-expires fine");
      days.pass(2);
      assertThat(texts()).contains("keystore.certificate-expires fine");
      events.clear();
      days.pass(30);
      assertThat(texts()).contains("keystore.certificate-expired fine");
    }
  }

  private List<String> texts() {
    return events.stream().map(e -> e.name() + " " + e.fields().get("label")).distinct().toList();
  }
}
