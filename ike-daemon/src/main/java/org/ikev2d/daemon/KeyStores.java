package org.ikev2d.daemon;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ikev2d.config.Configuration;
import org.ikev2d.config.check.Finding;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Position;
import org.ikev2d.config.properties.DaemonSettings;
import org.ikev2d.config.properties.KeyStoreSettings;
import org.ikev2d.crypto.Secret;
import org.ikev2d.payload.Identity;
import org.ikev2d.pki.auth.Hints;
import org.ikev2d.pki.auth.PeerCertificates;
import org.ikev2d.pki.auth.StoredCredentials;
import org.ikev2d.pki.fetch.HashAndUrl;
import org.ikev2d.pki.fetch.Retrievals;
import org.ikev2d.pki.kmf.KmfFinding;
import org.ikev2d.pki.kmf.KmfPolicyReader;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.revoke.KeptList;
import org.ikev2d.pki.revoke.RevocationLookup;
import org.ikev2d.pki.sign.SignaturePolicy;
import org.ikev2d.pki.store.CredentialStore;
import org.ikev2d.pki.store.StoreContents;
import org.ikev2d.pki.store.StoreLocator;
import org.ikev2d.pki.store.StoreLocator.Token;
import org.ikev2d.pki.store.StoredCert;
import org.ikev2d.pki.store.Stores;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.Credentials;
import org.ikev2d.port.EventSink;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.Timers;

/** The key stores of the daemon: the one of {@code key_store}, and the token if there is one. */
final class KeyStores implements AutoCloseable {
  /** The one of Solaris' IKE. */
  private static final String POLICY = "default";

  private final List<CredentialStore> stores;
  private final EventSink events;
  private final RevocationLookup revocation;
  private final PeerCertificates peers;
  private final Optional<HashAndUrl> urls;
  private final StoredCredentials credentials;

  private final ExpiryWatch expiry;
  private final DaemonSettings settings;
  private volatile CertPolicy policy;

  private KeyStores(
      List<CredentialStore> stores, CertPolicy policy, DaemonSettings settings, EventSink events) {
    this.stores = List.copyOf(stores);
    this.settings = settings;
    this.policy = policy;
    this.events = events;
    this.expiry = new ExpiryWatch(this::contents, InstantSource.system(), events);
    Retrievals retrievals = new Retrievals(settings.maxThreads());
    this.revocation = new RevocationLookup(retrievals, this::contents);
    this.peers = new PeerCertificates(revocation);
    this.urls =
        settings.keyStore().hashAndUrl()
            ? Optional.of(new HashAndUrl(settings.maxThreads()))
            : Optional.empty();
    this.credentials =
        new StoredCredentials(
            this::contents,
            () -> this.policy,
            peers,
            new Hints(
                settings.keyStore().announceMethods(), urls, settings.keyStore().certificateUrl()),
            InstantSource.system());
  }

  static KeyStores open(DaemonSettings settings, EventSink events) throws StartFailure {
    List<CredentialStore> stores = new ArrayList<>();
    try {
      KeyStoreSettings files = settings.keyStore();
      stores.add(open(files.locator(), files.pin()));
      if (settings.pkcs11TokenUri().isPresent()) {
        stores.add(open(settings.pkcs11TokenUri().get(), Optional.empty()));
      }
    } catch (StartFailure failed) {
      stores.forEach(CredentialStore::close);
      throw failed;
    }
    switch (policy(settings)) {
      case Loading.Good(CertPolicy policy) -> {
        KeyStores opened = new KeyStores(stores, policy, settings, events);
        opened.unlock();
        opened.report();
        return opened;
      }
      case Loading.Bad(List<String> problems) -> {
        stores.forEach(CredentialStore::close);
        throw new StartFailure("certificate policy: " + String.join("; ", problems));
      }
    }
  }

  /** Rules that need no token must not wait until somebody knows its PIN. */
  private void unlock() {
    for (CredentialStore store : stores) {
      if (store.locator() instanceof Token && store.isLocked()) {
        Optional<Secret> pin =
            store == stores.getFirst() ? settings.keyStore().pin() : settings.pkcs11TokenPin();
        Optional<String> why =
            pin.isEmpty()
                ? Optional.of("the settings have no PIN")
                : store.loginUnattended(pin.get()) instanceof CredentialStore.Change.Failed(var no)
                    ? Optional.of(no)
                    : Optional.empty();
        why.ifPresent(w ->
            events.emit(
                IkeEvent.warn("keystore.locked")
                    .with("store", store.locator())
                    .with("why", w)
                    .with("remedy", "ikeadm token login")));
      }
    }
  }

  private static CredentialStore open(String locator, Optional<Secret> pin) throws StartFailure {
    return switch (StoreLocator.parse(locator)) {
      case StoreLocator.Parsed.Bad(String why) -> throw new StartFailure("key store: " + why);
      case StoreLocator.Parsed.Good(StoreLocator good) ->
          switch (Stores.open(good, good instanceof Token ? Optional.empty() : pin)) {
            case Stores.Opened.Good(CredentialStore store) -> store;
            case Stores.Opened.Failed(String why) -> throw new StartFailure("key store: " + why);
          };
    };
  }

  /** A policy of certificates, or what is wrong with its file. */
  private sealed interface Loading {
    record Good(CertPolicy policy) implements Loading {}

    record Bad(List<String> problems) implements Loading {}
  }

  private static Loading policy(DaemonSettings settings) {
    CertPolicy base = CertPolicy.DEFAULT;
    if (settings.keyStore().policyFile().isPresent()) {
      Path file = Path.of(settings.keyStore().policyFile().get());
      switch (KmfPolicyReader.read(file)) {
        case KmfPolicyReader.Outcome.Bad(List<KmfFinding> findings) -> {
          return new Loading.Bad(findings.stream().map(KmfFinding::toString).toList());
        }
        case KmfPolicyReader.Outcome.Good(Map<String, CertPolicy> policies) -> {
          CertPolicy named = policies.get(POLICY);
          if (named == null) {
            return new Loading.Bad(
                List.of(file + ": has no policy `" + POLICY + "` but " + policies.keySet()));
          }
          base = named;
        }
      }
    }
    return new Loading.Good(base.change().signatures(signatures(settings)).done());
  }

  private static SignaturePolicy signatures(DaemonSettings settings) {
    KeyStoreSettings asked = settings.keyStore();
    SignaturePolicy signatures = SignaturePolicy.DEFAULT;
    if (asked.sha1()) {
      signatures = signatures.withSha1();
    }
    if (asked.dss()) {
      signatures = signatures.withDss();
    }
    if (asked.mlDsa()) {
      signatures = signatures.withMlDsa();
    }
    return signatures.withPadding(
        switch (asked.rsaPadding()) {
          case PSS -> SignaturePolicy.RsaPadding.PSS;
          case PKCS1 -> SignaturePolicy.RsaPadding.PKCS1;
        });
  }

  Credentials credentials() {
    return credentials;
  }

  /** Reads all of them again; IKE SAs from now on see what they hold now. */
  void reload() {
    // A token's library would keep the carrier of a virtual thread for as long as it takes.
    CompletableFuture.runAsync(
            this::readAgain, work -> Thread.ofPlatform().daemon().name("key-stores").start(work))
        .join();
  }

  private void readAgain() {
    stores.forEach(CredentialStore::reload);
    switch (policy(settings)) {
      case Loading.Good(CertPolicy read) -> policy = read;
      case Loading.Bad(List<String> problems) ->
          problems.forEach(p -> events.emit(IkeEvent.warn("keystore.policy-kept").with("text", p)));
    }
    report();
  }

  /** By the label of its token, or as it is listed. */
  Optional<CredentialStore> named(String name) {
    return stores.stream().filter(s -> names(s).contains(name)).findFirst();
  }

  List<String> names() {
    return stores.stream().map(s -> names(s).getFirst()).toList();
  }

  private static List<String> names(CredentialStore store) {
    String listed = store.locator().toString();
    return store.locator() instanceof Token(var uri) && uri.token().isPresent()
        ? List.of(uri.token().get(), listed)
        : List.of(listed);
  }

  CertPolicy policy() {
    return policy;
  }

  /** Certificates of peers that have passed. */
  List<Cert> peerCertificates() {
    return peers.all();
  }

  List<KeptList> keptLists() {
    return revocation.lists();
  }

  /** Forgets what peers and servers have sent. */
  void forget() {
    peers.forget();
    revocation.forget();
    urls.ifPresent(HashAndUrl::forget);
  }

  List<StoreContents> contents() {
    return stores.stream().map(CredentialStore::contents).toList();
  }

  void report() {
    for (CredentialStore store : stores) {
      StoreContents contents = store.contents();
      boolean empty = contents.certificates().isEmpty() && contents.keys().isEmpty();
      contents
          .findings()
          .forEach(f ->
              // Whoever uses shared keys only has no directory of certificates.
              events.emit(
                  (empty ? IkeEvent.debug("keystore.finding") : IkeEvent.warn("keystore.finding"))
                      .with("text", f)));
      events.emit(
          IkeEvent.info("keystore.read")
              .with("store", store.locator())
              .with("certificates", contents.certificates().size())
              .with("own", contents.credentials().size())
              .with("keys", contents.keys().size()));
    }
    expiry.report();
  }

  /** Warns of certificates of ours that expire, each day. */
  void watch(Timers timers) {
    expiry.watch(timers);
  }

  /** Rules whose own identity no certificate can prove (spec of ikev2.config: an error). */
  List<Finding> check(Configuration configuration) {
    FindingLog log = new FindingLog();
    for (PeerRule rule : configuration.rules()) {
      Optional<Identity> own = ownIdentity(rule);
      Optional<String> objection =
          rule.localAuth() == AuthChoice.CERT || rule.localAuth() == AuthChoice.EAP_TLS
              ? own.flatMap(credentials::objection)
              : Optional.empty();
      Position at =
          configuration
              .ruleFile()
              .positions()
              .getOrDefault(rule.label(), Position.ofFile("ikev2.config"));
      for (String missing : credentials.missingKeys(rule.store())) {
        String problem = "rule `" + rule.label() + "`: the key store has no " + missing;
        String remedy = "put it there as a PEM file of that name";
        if (isLocked()) {
          log.warning(at, problem + " as long as the token is locked", remedy);
        } else {
          log.error(at, problem, remedy);
        }
      }
      if (objection.isPresent()) {
        String problem =
            "rule `" + rule.label() + "`: no certificate with a usable key names " + own.get();
        String remedy = objection.get() + "; add one by ikev2cert, or correct local_id";
        if (isLocked()) {
          log.warning(at, problem + " as long as the token is locked", remedy);
        } else {
          log.error(at, problem, remedy);
        }
      }
    }
    return log.sorted();
  }

  private static Optional<Identity> ownIdentity(PeerRule rule) {
    return rule.localId()
        .or(() ->
            rule.local().size() == 1 && rule.local().getFirst().isHost()
                ? Optional.of(Identity.ofAddress(rule.local().getFirst().first()))
                : Optional.empty());
  }

  private boolean isLocked() {
    return contents().stream()
        .flatMap(c -> c.certificates().stream())
        .anyMatch(c -> c.key() == StoredCert.KeyState.LOCKED);
  }

  @Override
  public void close() {
    stores.forEach(CredentialStore::close);
  }
}
