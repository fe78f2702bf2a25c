package org.ikev2d.pki.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.login.LoginException;
import org.ikev2d.crypto.Secret;
import org.ikev2d.pki.sign.PrivateKeyHandle;
import org.ikev2d.pki.store.StoreLocator.Token;
import org.ikev2d.pki.store.StoredCert.KeyState;
import org.ikev2d.pki.token.TokenAnswer;
import org.ikev2d.pki.token.TokenCert;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.Jca;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.wire.Bytes;

/**
 * A PKCS#11 token. Keys are made and used by the JDK's provider and never leave; certificates,
 * which show without a login, are read and written directly. The PIN is not kept.
 */
public final class Pkcs11Store implements CredentialStore {
  private final Token locator;
  private final TokenModule.Found found;
  private volatile StoreContents contents = StoreContents.EMPTY;
  private volatile Map<String, PrivateKey> privateKeys = Map.of();
  private Set<String> knownKeys = Set.of();
  private boolean loggedIn;

  private Pkcs11Store(Token locator, TokenModule.Found found) {
    this.locator = locator;
    this.found = found;
  }

  /** Finds the token and reads it; with a PIN it is logged in to. */
  static Stores.Opened open(Token locator, Optional<Secret> pin) {
    switch (TokenModule.find(locator.uri())) {
      case TokenAnswer.Failed<TokenModule.Found>(String why) -> {
        return new Stores.Opened.Failed(why);
      }
      case TokenAnswer.Good<TokenModule.Found>(TokenModule.Found found) -> {
        Pkcs11Store store = new Pkcs11Store(locator, found);
        store.reload();
        if (pin.isPresent() && store.login(pin.get()) instanceof Change.Failed(String why)) {
          return new Stores.Opened.Failed(why);
        }
        return new Stores.Opened.Good(store);
      }
    }
  }

  @Override
  public StoreLocator locator() {
    return locator;
  }

  @Override
  public StoreContents contents() {
    return contents;
  }

  @Override
  public synchronized StoreContents reload() {
    List<StoreFinding> findings = new ArrayList<>();
    List<StoredKey> keys = new ArrayList<>();
    List<TokenCert> objects = certificates(findings);
    Map<String, PrivateKey> read = loggedIn ? keys(keys, findings, objects) : Map.of();
    List<StoredCert> certificates = new ArrayList<>();
    Set<String> locked = new HashSet<>(loggedIn ? Set.of() : knownKeys);
    for (TokenCert object : objects) {
      switch (Cert.parse(object.der())) {
        case Cert.Parsed.Good(Cert cert) -> {
          if (!Placeholder.is(cert)) {
            certificates.add(new StoredCert(object.label(), cert, KeyState.NONE));
            // A private key does not show before a login; the identifier that it shares does.
            if (!loggedIn && !object.id().isEmpty()) {
              locked.add(object.label());
            }
          }
        }
        case Cert.Parsed.Malformed(String why) ->
            findings.add(finding("certificate `" + object.label() + "`: " + why));
      }
    }
    privateKeys = read;
    if (loggedIn) {
      knownKeys = Set.copyOf(read.keySet());
    }
    contents =
        StoreContents.join(locator.toString(), certificates, keys, locked, List.of(), findings);
    return contents;
  }

  private StoreFinding finding(String problem) {
    return new StoreFinding(locator.toString(), 0, problem);
  }

  private List<TokenCert> certificates(List<StoreFinding> findings) {
    return switch (found.library().certificates(found.token().slot())) {
      case TokenAnswer.Good<List<TokenCert>>(List<TokenCert> read) -> read;
      case TokenAnswer.Failed<List<TokenCert>>(String why) -> {
        findings.add(finding(why));
        yield List.of();
      }
    };
  }

  private Map<String, PrivateKey> keys(
      List<StoredKey> keys, List<StoreFinding> findings, List<TokenCert> objects) {
    try {
      KeyStoreReader.Read read =
          KeyStoreReader.read(
              keyStore(Optional.empty()), locator.toString(), found.provider(), new char[0]);
      for (StoredKey key : read.contents().keys()) {
        keys.add(new StoredKey(key.label(), handle(key.label(), key.key().publicKey())));
      }
      findings.addAll(read.contents().findings());
      withoutCertificate(objects).forEach(findings::add);
      return read.privateKeys();
    } catch (GeneralSecurityException | IOException | ProviderException failed) {
      findings.add(finding("private keys cannot be read: " + TokenFaults.reason(failed)));
      return Map.of();
    }
  }

  /** Keys that other tools made: the JDK's provider finds keys by certificates. */
  private List<StoreFinding> withoutCertificate(List<TokenCert> objects) {
    List<Bytes> known = objects.stream().map(TokenCert::id).toList();
    return found.library().privateKeys(found.token().slot())
            instanceof TokenAnswer.Good<List<Bytes>>(List<Bytes> ids)
        ? ids.stream()
            .filter(id -> !known.contains(id))
            .map(id ->
                finding(
                    "private key with identifier 0x"
                        + id.toHex()
                        + " has no certificate with that identifier, and is not used"))
            .toList()
        : List.of();
  }

  private PrivateKeyHandle handle(String label, KeyFacts facts) {
    return new TokenKeyHandle(
        "private key `" + label + "` of " + locator,
        facts,
        found.provider(),
        () -> Optional.ofNullable(privateKeys.get(label)));
  }

  private KeyStore keyStore(Optional<char[]> pin) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS11", found.provider());
    store.load(null, pin.orElse(null));
    return store;
  }

  @Override
  public synchronized boolean isLocked() {
    return !loggedIn;
  }

  @Override
  public synchronized Change login(Secret pin) {
    if (loggedIn) {
      return new Change.Failed(locator + ": is logged in already");
    }
    char[] characters = Pins.characters(pin);
    try {
      keyStore(Optional.of(characters));
      loggedIn = true;
      return new Change.Done(reload().keys().size());
    } catch (GeneralSecurityException | IOException | ProviderException failed) {
      return new Change.Failed(locator + ": " + TokenFaults.reason(failed));
    } finally {
      Arrays.fill(characters, '\0');
    }
  }

  @Override
  public Change loginUnattended(Secret pin) {
    return found
        .token()
        .unattendedObjection()
        .<Change>map(why -> new Change.Failed(locator + ": " + why))
        .orElseGet(() -> login(pin));
  }

  @Override
  public synchronized Change logout() {
    if (!loggedIn) {
      return new Change.Done(0);
    }
    loggedIn = false;
    int closed = privateKeys.size();
    try {
      if (found.provider() instanceof AuthProvider provider) {
        provider.logout();
      }
      reload();
      return new Change.Done(closed);
    } catch (LoginException | ProviderException failed) {
      reload();
      return new Change.Failed(locator + ": " + TokenFaults.reason(failed));
    }
  }

  private Optional<Change> obstacle(String label) {
    if (!loggedIn) {
      return Optional.of(new Change.Failed(locator + ": is locked; log in first"));
    }
    boolean taken = certificates(new ArrayList<>()).stream().anyMatch(c -> c.label().equals(label));
    return taken
        ? Optional.of(
            new Change.Failed(locator + ": label `" + label + "` is taken; delete it first"))
        : StoreFiles.labelObjection(label).map(Change.Failed::new);
  }

  @Override
  public synchronized Change add(String label, Cert certificate) {
    return obstacle(label).orElseGet(() -> write(label, Bytes.EMPTY, certificate));
  }

  private Change write(String label, Bytes id, Cert certificate) {
    TokenAnswer<Long> added =
        found
            .library()
            .add(
                found.token().slot(),
                label,
                id,
                certificate.der(),
                certificate.subject().der(),
                certificate.issuer().der(),
                certificate.serialDer());
    return switch (added) {
      case TokenAnswer.Good<Long> good -> {
        reload();
        yield new Change.Done(1);
      }
      case TokenAnswer.Failed<Long>(String why) -> new Change.Failed(locator + ": " + why);
    };
  }

  @Override
  public synchronized Change add(String label, PrivateKey key, Optional<Cert> certificate) {
    if (certificate.isEmpty()) {
      return new Change.Failed(
          locator + ": a key needs its certificate here; import them together");
    }
    Optional<Change> obstacle = obstacle(label);
    if (obstacle.isPresent()) {
      return obstacle.get();
    }
    try {
      Certificate converted =
          CertificateFactory.getInstance("X.509", Jca.provider())
              .generateCertificate(new ByteArrayInputStream(certificate.get().der().toArray()));
      keyStore(Optional.empty()).setKeyEntry(label, key, null, new Certificate[] {converted});
      reload();
      return new Change.Done(2);
    } catch (GeneralSecurityException | IOException | ProviderException refused) {
      return new Change.Failed(locator + ": " + TokenFaults.reason(refused));
    }
  }

  @Override
  public Change addCrl(String label, Bytes der) {
    return new Change.Failed(
        locator + ": a token has no place for CRLs; use a directory of PEM files");
  }

  @Override
  public synchronized Generated generate(String label, KeySpec spec) {
    Optional<Change> obstacle = obstacle(label);
    if (obstacle.isPresent() && obstacle.get() instanceof Change.Failed(String why)) {
      return new Generated.Failed(why);
    }
    try {
      KeyPair pair = KeySpec.make(spec, found.provider());
      keyStore(Optional.empty())
          .setKeyEntry(
              label,
              pair.getPrivate(),
              null,
              new Certificate[] {Placeholder.of(pair, found.provider())});
      reload();
      return KeyFacts.of(pair.getPublic()) instanceof KeyFacts.Decoded.Good(KeyFacts facts)
              && privateKeys.containsKey(label)
          ? new Generated.Made(handle(label, facts))
          : new Generated.Failed(locator + ": the key made is not usable");
    } catch (GeneralSecurityException | IOException | ProviderException refused) {
      return new Generated.Failed(locator + ": key generation: " + TokenFaults.reason(refused));
    }
  }

  @Override
  public synchronized Change certify(String label, Cert certificate) {
    List<TokenCert> before =
        certificates(new ArrayList<>()).stream().filter(c -> c.label().equals(label)).toList();
    if (!privateKeys.containsKey(label) || before.size() != 1) {
      return new Change.Failed(
          locator + ": no private key has the label `" + label + "`, or it is locked");
    }
    Change written = write(label, before.getFirst().id(), certificate);
    return written instanceof Change.Failed ? written : destroy(before, written);
  }

  private Change destroy(List<TokenCert> objects, Change done) {
    for (TokenCert object : objects) {
      if (found.library().remove(found.token().slot(), object.handle())
          instanceof TokenAnswer.Failed<Long>(String why)) {
        return new Change.Failed(locator + ": " + why);
      }
    }
    reload();
    return done;
  }

  @Override
  public synchronized Change remove(String label, ObjectType type) {
    if (!loggedIn) {
      return new Change.Failed(locator + ": is locked; log in first");
    }
    List<TokenCert> objects =
        certificates(new ArrayList<>()).stream().filter(c -> c.label().equals(label)).toList();
    boolean key = privateKeys.containsKey(label);
    if (objects.isEmpty() || type == ObjectType.CRL || type == ObjectType.KEY && !key) {
      return new Change.Failed(locator + ": nothing of that kind has the label `" + label + "`");
    }
    if (type == ObjectType.CERT) {
      return key
          ? new Change.Failed(
              locator + ": a key needs its certificate here; objtype=key deletes both")
          : destroy(objects, new Change.Done(objects.size()));
    }
    try {
      keyStore(Optional.empty()).deleteEntry(label);
      reload();
      return new Change.Done(2);
    } catch (GeneralSecurityException | IOException | ProviderException refused) {
      return new Change.Failed(locator + ": " + TokenFaults.reason(refused));
    }
  }

  @Override
  public synchronized Change setPin(Secret old, Secret fresh) {
    Optional<String> objection = Pins.objection(fresh);
    if (objection.isPresent()) {
      return new Change.Failed(objection.get());
    }
    return switch (found.library().setPin(found.token().slot(), old, fresh)) {
      case TokenAnswer.Good<Long> done -> new Change.Done(1);
      case TokenAnswer.Failed<Long>(String why) -> new Change.Failed(locator + ": " + why);
    };
  }

  /** Never: what is born in a token stays there. */
  @Override
  public Optional<PrivateKey> exportable(String label) {
    return Optional.empty();
  }

  @Override
  public synchronized void close() {
    logout();
  }

  @Override
  public String toString() {
    return locator.toString();
  }
}
