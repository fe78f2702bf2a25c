package org.ikev2d.pki.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.pki.sign.JcaKeyHandle;
import org.ikev2d.pki.store.StoreLocator.PemDirectory;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.Jca;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.wire.Bytes;

/**
 * A directory of files: {@code LABEL.crt}, {@code LABEL.key} (mode 0600, PKCS#8, encrypted where
 * the store has a PIN) and {@code LABEL.crl} in PEM. Files that others put there may hold several
 * objects, in PEM or DER; docs/ikev2cert.md describes what is read.
 */
public final class PemStore implements CredentialStore {
  private static final List<String> CERT_ENDINGS = List.of("crt", "pem", "cer", "der");

  private final PemDirectory locator;
  private Optional<Secret> pin;
  private volatile StoreContents contents = StoreContents.EMPTY;
  private List<PrivateKeys.Pair> pairs = List.of();
  private List<Path> locked = List.of();

  private PemStore(PemDirectory locator, Optional<Secret> pin) {
    this.locator = locator;
    this.pin = pin.map(Secret::copy);
  }

  /** Reads the directory. One that is missing is a finding. */
  public static PemStore open(Path directory, Optional<Secret> pin) {
    PemStore store = new PemStore(new PemDirectory(directory), pin);
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
    return take(PemReader.read(locator.directory(), pin));
  }

  private StoreContents take(PemReader.Read read) {
    pairs = read.pairs();
    locked = read.locked();
    contents = read.contents();
    return contents;
  }

  @Override
  public synchronized boolean isLocked() {
    return !locked.isEmpty();
  }

  @Override
  public synchronized Change login(Secret given) {
    PemReader.Read read = PemReader.read(locator.directory(), Optional.of(given));
    if (!read.locked().isEmpty() && read.locked().size() >= closed()) {
      return new Change.Failed(locator + ": the PIN opens no private key");
    }
    pin.ifPresent(Secret::close);
    pin = Optional.of(given.copy());
    return new Change.Done(take(read).keys().size());
  }

  /** Private keys that are encrypted. */
  private int closed() {
    return PemReader.read(locator.directory(), Optional.empty()).locked().size();
  }

  @Override
  public synchronized Change logout() {
    pin.ifPresent(Secret::close);
    pin = Optional.empty();
    return new Change.Done(reload().keys().size());
  }

  @Override
  public synchronized Change add(String label, Cert certificate) {
    return write(label, "crt", PemBlocks.write("CERTIFICATE", certificate.der()), false);
  }

  @Override
  public synchronized Change add(String label, PrivateKey key, Optional<Cert> certificate) {
    if (certificate.isPresent() && Files.exists(file(label, "crt"))) {
      return new Change.Failed(file(label, "crt") + ": exists already; delete it first");
    }
    Change written = write(label, "key", PrivateKeys.toPem(key, pin), true);
    return written instanceof Change.Failed || certificate.isEmpty()
        ? written
        : add(label, certificate.get());
  }

  @Override
  public synchronized Change addCrl(String label, Bytes der) {
    return write(label, "crl", PemBlocks.write("X509 CRL", der), false);
  }

  @Override
  public synchronized Generated generate(String label, KeySpec spec) {
    try {
      KeyPair pair = KeySpec.make(spec, Jca.provider());
      Change written = write(label, "key", PrivateKeys.toPem(pair.getPrivate(), pin), true);
      return switch (written) {
        case Change.Failed(String why) -> new Generated.Failed(why);
        case Change.Done done ->
            KeyFacts.of(pair.getPublic()) instanceof KeyFacts.Decoded.Good(KeyFacts facts)
                ? new Generated.Made(JcaKeyHandle.soft(pair.getPrivate(), facts))
                : new Generated.Failed("the key made is not usable");
      };
    } catch (GeneralSecurityException unsupported) {
      return new Generated.Failed("key generation: " + unsupported.getMessage());
    }
  }

  @Override
  public Change certify(String label, Cert certificate) {
    return add(label, certificate);
  }

  @Override
  public synchronized Change remove(String label, ObjectType type) {
    List<String> endings =
        switch (type) {
          case CERT -> CERT_ENDINGS;
          case KEY -> List.of("key");
          case CRL -> List.of("crl");
        };
    Optional<String> objection = StoreFiles.labelObjection(label);
    if (objection.isPresent()) {
      return new Change.Failed(objection.get());
    }
    int removed = 0;
    for (String ending : endings) {
      Path file = file(label, ending);
      try {
        if (holdsMore(file, type)) {
          return new Change.Failed(
              file + ": holds several objects; take it out of the directory by hand");
        }
        removed += Files.deleteIfExists(file) ? 1 : 0;
      } catch (IOException failed) {
        return new Change.Failed(StoreFiles.reason(file, failed));
      }
    }
    reload();
    return removed > 0
        ? new Change.Done(removed)
        : new Change.Failed(
            locator
                + ": no "
                + type.name().toLowerCase(java.util.Locale.ROOT)
                + " has the label `"
                + label
                + "`");
  }

  /** A bundle must not vanish for one of its certificates. */
  private static boolean holdsMore(Path file, ObjectType type) throws IOException {
    return type == ObjectType.CERT
        && Files.exists(file)
        && PemBlocks.read(new String(StoreFiles.read(file), StandardCharsets.ISO_8859_1)).size()
            > 1;
  }

  @Override
  public synchronized Change setPin(Secret old, Secret fresh) {
    Optional<String> objection = Pins.objection(fresh);
    if (objection.isPresent()) {
      return new Change.Failed(objection.get());
    }
    List<Path> files = new ArrayList<>();
    List<PrivateKeys.Pair> opened = new ArrayList<>();
    PemReader.Read read = PemReader.read(locator.directory(), Optional.of(old));
    if (!read.locked().isEmpty()) {
      return new Change.Failed(read.locked().getFirst() + ": the old PIN does not open it");
    }
    if (read.contents().keys().isEmpty()) {
      return new Change.Failed(
          locator + ": there is no private key yet; make or import one, then set the PIN");
    }
    for (StoredKey key : read.contents().keys()) {
      Path file = file(key.label(), "key");
      Optional<PrivateKeys.Pair> pair = pairOf(file, old);
      if (pair.isEmpty()) {
        return new Change.Failed(file + ": private keys stand in files of their own, LABEL.key");
      }
      files.add(file);
      opened.add(pair.get());
    }
    for (int i = 0; i < files.size(); i++) {
      try {
        StoreFiles.replace(
            files.get(i),
            PrivateKeys.toPem(opened.get(i).privateKey(), Optional.of(fresh))
                .getBytes(StandardCharsets.US_ASCII));
      } catch (IOException failed) {
        return new Change.Failed(StoreFiles.reason(files.get(i), failed));
      }
    }
    return login(fresh);
  }

  private static Optional<PrivateKeys.Pair> pairOf(Path file, Secret pin) {
    try {
      List<PemBlocks.Block> blocks =
          PemBlocks.read(new String(StoreFiles.read(file), StandardCharsets.ISO_8859_1));
      return blocks.size() == 1
              && blocks.getFirst() instanceof PemBlocks.Block.Good(int line, String type, Bytes der)
              && PrivateKeys.decode(type, der, Optional.of(pin))
                  instanceof PrivateKeys.Decoded.Good(PrivateKeys.Pair pair)
          ? Optional.of(pair)
          : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  @Override
  public synchronized Optional<PrivateKey> exportable(String label) {
    return contents.keys().stream()
        .filter(k -> k.label().equals(label))
        .findFirst()
        .flatMap(k ->
            pairs.stream()
                .filter(p -> p.publicKey().spki().equals(k.key().publicKey().spki()))
                .findFirst())
        .map(PrivateKeys.Pair::privateKey);
  }

  private Change write(String label, String ending, String pem, boolean secret) {
    Optional<String> objection = StoreFiles.labelObjection(label);
    if (objection.isPresent()) {
      return new Change.Failed(objection.get());
    }
    Path file = file(label, ending);
    try {
      if (!Files.exists(locator.directory())) {
        Files.createDirectories(
            locator.directory(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      StoreFiles.create(file, pem.getBytes(StandardCharsets.US_ASCII), secret);
      reload();
      return new Change.Done(1);
    } catch (IOException failed) {
      return new Change.Failed(StoreFiles.reason(file, failed));
    }
  }

  private Path file(String label, String ending) {
    return locator.directory().resolve(label + "." + ending);
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
