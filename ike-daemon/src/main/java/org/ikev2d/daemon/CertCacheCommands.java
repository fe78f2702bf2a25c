package org.ikev2d.daemon;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.ikev2d.control.CertCacheView;
import org.ikev2d.control.CertCacheView.CertView;
import org.ikev2d.control.CertCacheView.CrlView;
import org.ikev2d.control.Reply;
import org.ikev2d.pki.path.PathCheck.Trust;
import org.ikev2d.pki.revoke.KeptList;
import org.ikev2d.pki.store.StoreContents;
import org.ikev2d.pki.store.StoredCert;
import org.ikev2d.pki.x509.Cert;

/** Shows what there is of certificates, reads it again, and forgets what can be had again. */
final class CertCacheCommands {
  private final KeyStores stores;
  private final InstantSource clock;
  private final Executor executor;

  /**
   * @param executor for what waits on files and tokens
   */
  CertCacheCommands(KeyStores stores, InstantSource clock, Executor executor) {
    this.stores = stores;
    this.clock = clock;
    this.executor = executor;
  }

  Reply dump() {
    List<StoreContents> contents = stores.contents();
    List<StoredCert> stored = contents.stream().flatMap(c -> c.certificates().stream()).toList();
    Set<Cert> anchors =
        new HashSet<>(
            Trust.of(stored.stream().map(StoredCert::cert).toList(), stores.policy()).anchors());
    List<CertView> views = new ArrayList<>();
    Set<Cert> shown = new HashSet<>();
    for (StoredCert one : stored) {
      shown.add(one.cert());
      List<String> remarks = new ArrayList<>();
      if (anchors.contains(one.cert())) {
        remarks.add("trusted");
      }
      remarks.add(
          switch (one.key()) {
            case NONE -> "public key only";
            case LOCKED -> "private key linked but locked";
            case AVAILABLE -> "private key available";
          });
      views.add(view(views.size() + 1, one.label(), one.cert(), remarks));
    }
    for (Cert cert : stores.peerCertificates()) {
      if (shown.add(cert)) {
        views.add(
            view(
                views.size() + 1,
                "",
                cert,
                new ArrayList<>(List.of("received in a CERT payload", "public key only"))));
      }
    }
    return new Reply.CertCache(
        new CertCacheView(
            views, stores.keptLists().stream().map(CertCacheCommands::view).toList()));
  }

  private CertView view(int id, String label, Cert cert, List<String> remarks) {
    Instant now = clock.instant();
    if (now.isAfter(cert.notAfter())) {
      remarks.add("expired");
    } else if (now.isBefore(cert.notBefore())) {
      remarks.add("not yet valid");
    }
    return new CertView(
        id,
        label,
        cert.subject().toString(),
        cert.issuer().toString(),
        "0x" + cert.serial().toString(16),
        cert.altNameTexts(),
        cert.notBefore().toString(),
        cert.notAfter().toString(),
        remarks);
  }

  private static CrlView view(KeptList list) {
    return new CrlView(
        list.url(),
        list.issuer().toString(),
        list.thisUpdate().toString(),
        list.nextUpdate().map(Instant::toString).orElse(""),
        list.revoked());
  }

  /** Forgets what peers and servers have sent, and reads the key stores again. */
  CompletionStage<Reply> flush() {
    return CompletableFuture.supplyAsync(
        () -> {
          stores.forget();
          return read("Successfully flushed cert cache; ");
        },
        executor);
  }

  /** Reads the key stores and the policy of certificates again. */
  CompletionStage<Reply> read() {
    return CompletableFuture.supplyAsync(() -> read("Successfully read cert cache; "), executor);
  }

  private Reply read(String done) {
    stores.reload();
    long count = stores.contents().stream().mapToLong(c -> c.certificates().size()).sum();
    return new Reply.Done(done + "the key stores hold " + count + " certificate(s)", count);
  }
}
