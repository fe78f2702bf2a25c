package org.ikev2d.pki.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.wire.Bytes;

/**
 * What a file holds that somebody wants to import: PEM blocks, one DER object, or PKCS#12.
 *
 * @param locked whether the passphrase of the file is missing or another one
 */
public record ImportFile(
    List<Cert> certs,
    List<PrivateKeys.Pair> keys,
    List<Bytes> crls,
    List<StoreFinding> findings,
    boolean locked) {
  public ImportFile {
    certs = List.copyOf(certs);
    keys = List.copyOf(keys);
    crls = List.copyOf(crls);
    findings = List.copyOf(findings);
  }

  /** Reads the file; what is wrong with it is a finding. */
  public static ImportFile read(Path file, Optional<Secret> passphrase) {
    if (!Files.isRegularFile(file)) {
      return failed(file, "is no file");
    }
    PemReader.Read read = PemReader.readFile(file, passphrase);
    StoreContents contents = read.contents();
    boolean nothing =
        contents.certificates().isEmpty()
            && contents.keys().isEmpty()
            && contents.crls().isEmpty()
            && read.locked().isEmpty();
    if (nothing && beginsAsSequence(file)) {
      return pkcs12(file, passphrase);
    }
    return new ImportFile(
        contents.certs(),
        read.pairs(),
        contents.crls().stream().map(StoredCrl::der).toList(),
        contents.findings(),
        !read.locked().isEmpty());
  }

  private static boolean beginsAsSequence(Path file) {
    try (var in = Files.newInputStream(file)) {
      return in.read() == 0x30;
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static ImportFile pkcs12(Path file, Optional<Secret> passphrase) {
    try (Pkcs12Store store = Pkcs12Store.open(file, passphrase)) {
      StoreContents contents = store.contents();
      List<PrivateKeys.Pair> keys =
          contents.keys().stream()
              .flatMap(k ->
                  store
                      .exportable(k.label())
                      .map(p -> new PrivateKeys.Pair(p, k.key().publicKey()))
                      .stream())
              .toList();
      return new ImportFile(
          contents.certs(), keys, List.of(), contents.findings(), store.isLocked());
    }
  }

  private static ImportFile failed(Path file, String why) {
    return new ImportFile(
        List.of(), List.of(), List.of(), List.of(new StoreFinding(file.toString(), 0, why)), false);
  }
}
