package org.ikev2d.pki.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.ikev2d.crypto.Secret;
import org.ikev2d.pki.sign.JcaKeyHandle;
import org.ikev2d.pki.store.StoredCert.KeyState;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.wire.Bytes;

/** Reads a directory of PEM and DER files; each file that is unusable becomes a finding. */
final class PemReader {
  private static final Set<String> ENDINGS = Set.of("pem", "crt", "cer", "der", "key", "crl");
  private static final int MAX_FILES = 4096;

  private final Path directory;
  private final Optional<Secret> pin;
  private final List<StoredCert> certificates = new ArrayList<>();
  private final List<StoredKey> keys = new ArrayList<>();
  private final List<PrivateKeys.Pair> pairs = new ArrayList<>();
  private final List<Path> locked = new ArrayList<>();
  private final List<StoredCrl> crls = new ArrayList<>();
  private final List<StoredPublicKey> publicKeys = new ArrayList<>();
  private final List<StoreFinding> findings = new ArrayList<>();

  private PemReader(Path directory, Optional<Secret> pin) {
    this.directory = directory;
    this.pin = pin;
  }

  /**
   * Everything, and the soft keys beside it for export.
   *
   * @param locked files of private keys that another PIN would open
   */
  record Read(StoreContents contents, List<PrivateKeys.Pair> pairs, List<Path> locked) {}

  static Read read(Path directory, Optional<Secret> pin) {
    PemReader reader = new PemReader(directory, pin);
    for (Path file : reader.files()) {
      reader.file(file);
    }
    return reader.read();
  }

  /** Reads one file, wherever it is. */
  static Read readFile(Path file, Optional<Secret> pin) {
    PemReader reader = new PemReader(file.resolveSibling(""), pin);
    reader.file(file);
    return reader.read();
  }

  private Read read() {
    Set<String> labels = locked.stream().map(PemReader::label).collect(Collectors.toSet());
    return new Read(
        StoreContents.join("pem:" + directory, certificates, keys, labels, crls, findings)
            .withPublicKeys(publicKeys),
        List.copyOf(pairs),
        List.copyOf(locked));
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (ENDINGS.contains(ending(entry)) && Files.isRegularFile(entry)) {
          files.add(entry);
        }
        if (files.size() > MAX_FILES) {
          findings.add(
              new StoreFinding(
                  directory.toString(), 0, "more than " + MAX_FILES + " files, not all are read"));
          break;
        }
      }
    } catch (IOException unreadable) {
      findings.add(
          new StoreFinding(
              directory.toString(),
              0,
              Files.isDirectory(directory)
                  ? "cannot be listed: " + unreadable.getMessage()
                  : "is no directory; make one, mode 0700, for the files of this key store"));
    }
    Collections.sort(files);
    return files;
  }

  private static String ending(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(".")
        ? ""
        : name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  static String label(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  private void file(Path file) {
    byte[] content;
    try {
      content = StoreFiles.read(file);
    } catch (IOException unreadable) {
      findings.add(
          new StoreFinding(file.toString(), 0, "cannot be read: " + unreadable.getMessage()));
      return;
    }
    try {
      if (content.length > 0 && content[0] == 0x30) {
        der(file, Bytes.copyOf(content));
      } else {
        pem(file, content);
      }
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private void pem(Path file, byte[] content) {
    List<PemBlocks.Block> blocks = PemBlocks.read(new String(content, StandardCharsets.ISO_8859_1));
    if (blocks.isEmpty()) {
      findings.add(
          new StoreFinding(file.toString(), 0, "holds neither PEM blocks nor one DER object"));
    }
    for (PemBlocks.Block block : blocks) {
      switch (block) {
        case PemBlocks.Block.Good(int line, String type, Bytes der) -> block(file, line, type, der);
        case PemBlocks.Block.Bad(int line, String problem) ->
            findings.add(new StoreFinding(file.toString(), line, problem));
      }
    }
  }

  private void block(Path file, int line, String type, Bytes der) {
    if (PrivateKeys.isLabel(type)) {
      key(file, line, type, der);
    } else if (type.equals("CERTIFICATE") || type.equals("X509 CERTIFICATE")) {
      certificate(file, line, der);
    } else if (type.equals("X509 CRL")) {
      crl(file, line, der);
    } else if (type.equals("PUBLIC KEY")) {
      publicKey(file, line, der);
    } else if (!type.equals("EC PARAMETERS")) {
      findings.add(
          new StoreFinding(
              file.toString(),
              line,
              "block " + type + " is not used; certificates, keys and CRLs are"));
    }
  }

  private void der(Path file, Bytes der) {
    if (ending(file).equals("key")) {
      key(file, 0, "PRIVATE KEY", der);
    } else if (ending(file).equals("crl")) {
      crl(file, 0, der);
    } else {
      certificate(file, 0, der);
    }
  }

  private void certificate(Path file, int line, Bytes der) {
    switch (Cert.parse(der)) {
      case Cert.Parsed.Good(Cert cert) -> {
        if (certificates.stream().noneMatch(c -> c.cert().equals(cert))) {
          certificates.add(new StoredCert(label(file), cert, KeyState.NONE));
        }
      }
      case Cert.Parsed.Malformed(String why) ->
          findings.add(new StoreFinding(file.toString(), line, why));
    }
  }

  private void key(Path file, int line, String type, Bytes der) {
    try {
      if (StoreFiles.isOpenToOthers(file)) {
        findings.add(
            new StoreFinding(
                file.toString(),
                line,
                "private key that others than its owner can read is not used; chmod 600 it"));
        return;
      }
    } catch (IOException gone) {
      findings.add(new StoreFinding(file.toString(), line, "cannot be examined"));
      return;
    }
    switch (PrivateKeys.decode(type, der, pin)) {
      case PrivateKeys.Decoded.Good(PrivateKeys.Pair pair) -> {
        pairs.add(pair);
        keys.add(
            new StoredKey(label(file), JcaKeyHandle.soft(pair.privateKey(), pair.publicKey())));
      }
      case PrivateKeys.Decoded.Locked(String why) -> {
        locked.add(file);
        findings.add(new StoreFinding(file.toString(), line, why));
      }
      case PrivateKeys.Decoded.Bad(String why) ->
          findings.add(new StoreFinding(file.toString(), line, why));
    }
  }

  private void publicKey(Path file, int line, Bytes der) {
    switch (KeyFacts.decode(der)) {
      case KeyFacts.Decoded.Good(KeyFacts key) ->
          publicKeys.add(new StoredPublicKey(label(file), key));
      case KeyFacts.Decoded.Bad(String why) ->
          findings.add(new StoreFinding(file.toString(), line, why));
    }
  }

  private void crl(Path file, int line, Bytes der) {
    if (CrlFacts.read(der).isPresent()) {
      crls.add(new StoredCrl(label(file), der));
    } else {
      findings.add(new StoreFinding(file.toString(), line, "CRL does not decode"));
    }
  }
}
