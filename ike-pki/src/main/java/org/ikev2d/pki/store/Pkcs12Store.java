package org.ikev2d.pki.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.pki.sign.JcaKeyHandle;
import org.ikev2d.pki.store.StoreLocator.Pkcs12File;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.Jca;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.wire.Bytes;

/**
 * A PKCS#12 file (RFC 7292) under one PIN. All forms that Bouncy Castle knows are read; AES is
 * written. It has no place for CRLs.
 */
public final class Pkcs12Store implements CredentialStore {
  /** PBES2 with AES-256 for keys and AES-128 for certificates. */
  private static final String WRITTEN = "PKCS12-AES256-AES128";

  /** A change of the entries. */
  @FunctionalInterface
  private interface Edit {
    void apply(KeyStore store, char[] pin) throws GeneralSecurityException, IOException;
  }

  private final Pkcs12File locator;
  private Optional<Secret> pin;
  private volatile StoreContents contents = StoreContents.EMPTY;
  private Map<String, PrivateKey> privateKeys = Map.of();
  private boolean opened;

  private Pkcs12Store(Pkcs12File locator, Optional<Secret> pin) {
    this.locator = locator;
    this.pin = pin.map(Secret::copy);
  }

  /** Reads the file. One that is missing is an empty store, made by the first change. */
  public static Pkcs12Store open(Path file, Optional<Secret> pin) {
    Pkcs12Store store = new Pkcs12Store(new Pkcs12File(file), pin);
    store.reload();
    return store;
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
    privateKeys = Map.of();
    opened = false;
    if (!Files.exists(locator.file())) {
      contents = StoreContents.EMPTY;
      return contents;
    }
    if (pin.isEmpty()) {
      contents = finding("is locked: no PIN is set");
      return contents;
    }
    char[] characters = Pins.characters(pin.get());
    try {
      KeyStore store = load(characters);
      KeyStoreReader.Read read =
          KeyStoreReader.read(store, locator.file().toString(), Jca.provider(), characters);
      privateKeys = read.privateKeys();
      contents = read.contents();
      opened = true;
    } catch (IOException | GeneralSecurityException | RuntimeException unusable) {
      contents = finding(problem(unusable));
    } finally {
      Arrays.fill(characters, '\0');
    }
    return contents;
  }

  private static String problem(Exception unusable) {
    return unusable instanceof java.nio.file.FileSystemException system
        ? "cannot be read: " + system.getMessage()
        : "cannot be opened: wrong PIN, or no PKCS#12 file";
  }

  private StoreContents finding(String problem) {
    return new StoreContents(
        locator.toString(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(new StoreFinding(locator.file().toString(), 0, problem)));
  }

  private KeyStore load(char[] characters) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(WRITTEN, Jca.provider());
    if (Files.exists(locator.file())) {
      store.load(new ByteArrayInputStream(StoreFiles.read(locator.file())), characters);
    } else {
      store.load(null, null);
    }
    return store;
  }

  @Override
  public synchronized boolean isLocked() {
    return !opened && Files.exists(locator.file());
  }

  @Override
  public synchronized Change login(Secret given) {
    Optional<Secret> before = pin;
    pin = Optional.of(given.copy());
    StoreContents read = reload();
    if (opened || !Files.exists(locator.file())) {
      before.ifPresent(Secret::close);
      return new Change.Done(read.keys().size());
    }
    pin.ifPresent(Secret::close);
    pin = before;
    reload();
    return new Change.Failed(read.findings().getFirst().toString());
  }

  @Override
  public synchronized Change logout() {
    pin.ifPresent(Secret::close);
    pin = Optional.empty();
    reload();
    return new Change.Done(0);
  }

  private Change edit(Edit edit, int objects) {
    if (pin.isEmpty()) {
      return new Change.Failed(locator.file() + ": no PIN is set");
    }
    return edit(pin.get(), pin.get(), edit, objects);
  }

  private Change edit(Secret old, Secret fresh, Edit edit, int objects) {
    char[] before = Pins.characters(old);
    char[] after = Pins.characters(fresh);
    try {
      KeyStore store = load(before);
      edit.apply(store, after);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      store.store(out, after);
      StoreFiles.replace(locator.file(), out.toByteArray());
      reload();
      return new Change.Done(objects);
    } catch (LabelTaken taken) {
      return new Change.Failed(locator.file() + ": " + taken.getMessage());
    } catch (IOException | GeneralSecurityException | RuntimeException failed) {
      return new Change.Failed(locator.file() + ": " + problem(failed));
    } finally {
      Arrays.fill(before, '\0');
      Arrays.fill(after, '\0');
    }
  }

  /** A label that is there already, or is not. */
  private static final class LabelTaken extends GeneralSecurityException {
    private static final long serialVersionUID = 1L;

    LabelTaken(String message) {
      super(message);
    }
  }

  private static void free(KeyStore store, String label) throws GeneralSecurityException {
    if (store.containsAlias(label)) {
      throw new LabelTaken("label `" + label + "` is taken; delete it first");
    }
  }

  private static Certificate jca(Cert certificate) throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509", Jca.provider())
        .generateCertificate(new ByteArrayInputStream(certificate.der().toArray()));
  }

  @Override
  public synchronized Change add(String label, Cert certificate) {
    return edit(
        (store, characters) -> {
          free(store, label);
          store.setCertificateEntry(label, jca(certificate));
        },
        1);
  }

  @Override
  public synchronized Change add(String label, PrivateKey key, Optional<Cert> certificate) {
    if (certificate.isEmpty()) {
      return new Change.Failed(
          locator.file() + ": a key needs its certificate here; import them together");
    }
    return edit(
        (store, characters) -> {
          free(store, label);
          store.setKeyEntry(label, key, characters, chain(certificate.get()));
        },
        2);
  }

  private Certificate[] chain(Cert leaf) throws GeneralSecurityException {
    List<Cert> chain = Chains.upward(leaf, contents.certs());
    Certificate[] converted = new Certificate[chain.size()];
    for (int i = 0; i < converted.length; i++) {
      converted[i] = jca(chain.get(i));
    }
    return converted;
  }

  @Override
  public Change addCrl(String label, Bytes der) {
    return new Change.Failed(
        locator.file() + ": a PKCS#12 file has no place for CRLs; use a directory of PEM files");
  }

  @Override
  public synchronized Generated generate(String label, KeySpec spec) {
    try {
      KeyPair pair = KeySpec.make(spec, Jca.provider());
      Certificate placeholder = Placeholder.of(pair, Jca.provider());
      Change written =
          edit(
              (store, characters) -> {
                free(store, label);
                store.setKeyEntry(
                    label, pair.getPrivate(), characters, new Certificate[] {placeholder});
              },
              1);
      return switch (written) {
        case Change.Failed(String why) -> new Generated.Failed(why);
        case Change.Done done ->
            KeyFacts.of(pair.getPublic()) instanceof KeyFacts.Decoded.Good(KeyFacts facts)
                ? new Generated.Made(JcaKeyHandle.soft(pair.getPrivate(), facts))
                : new Generated.Failed("the key made is not usable");
      };
    } catch (GeneralSecurityException | IOException unsupported) {
      return new Generated.Failed("key generation: " + unsupported.getMessage());
    }
  }

  @Override
  public synchronized Change certify(String label, Cert certificate) {
    PrivateKey key = privateKeys.get(label);
    if (key == null) {
      return new Change.Failed(locator.file() + ": no key has the label `" + label + "`");
    }
    return edit(
        (store, characters) -> {
          store.deleteEntry(label);
          store.setKeyEntry(label, key, characters, chain(certificate));
        },
        1);
  }

  @Override
  public synchronized Change remove(String label, ObjectType type) {
    return edit(
        (store, characters) -> {
          if (!store.containsAlias(label) || type == ObjectType.CRL) {
            throw new LabelTaken("nothing has the label `" + label + "`");
          }
          store.deleteEntry(label);
        },
        1);
  }

  @Override
  public synchronized Change setPin(Secret old, Secret fresh) {
    Optional<String> objection = Pins.objection(fresh);
    if (objection.isPresent()) {
      return new Change.Failed(objection.get());
    }
    Change opened = Files.exists(locator.file()) ? login(old) : new Change.Done(0);
    if (opened instanceof Change.Failed) {
      return opened;
    }
    Map<String, PrivateKey> kept = privateKeys;
    Change changed =
        edit(
            old,
            fresh,
            (store, characters) -> {
              for (Map.Entry<String, PrivateKey> key : kept.entrySet()) {
                Certificate[] chain = store.getCertificateChain(key.getKey());
                store.deleteEntry(key.getKey());
                store.setKeyEntry(key.getKey(), key.getValue(), characters, chain);
              }
            },
            kept.size());
    if (changed instanceof Change.Done) {
      login(fresh);
    }
    return changed;
  }

  @Override
  public synchronized Optional<PrivateKey> exportable(String label) {
    return Optional.ofNullable(privateKeys.get(label));
  }

  @Override
  public synchronized void close() {
    pin.ifPresent(Secret::close);
    pin = Optional.empty();
  }

  @Override
  public String toString() {
    return locator.toString();
  }
}
