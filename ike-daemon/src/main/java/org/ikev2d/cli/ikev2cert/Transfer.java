package org.ikev2d.cli.ikev2cert;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.pki.store.CredentialStore;
import org.ikev2d.pki.store.ImportFile;
import org.ikev2d.pki.store.PemBlocks;
import org.ikev2d.pki.store.Pkcs12Store;
import org.ikev2d.pki.store.PrivateKeys;
import org.ikev2d.pki.store.StoredCert;
import org.ikev2d.pki.store.StoredKey;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.wire.Bytes;

/** The subcommands that carry objects in and out: import and export. */
final class Transfer {
  private final Tasks tasks;

  Transfer(Tasks tasks) {
    this.tasks = tasks;
  }

  /** Adds certificates, a private key, or a CRL; the first of several has the label alone. */
  void importFile(Arguments arguments) throws Refusal {
    Path file = DiskFiles.path(arguments.required("infile"));
    String label = arguments.required("label");
    Optional<String> type =
        arguments.has("objtype")
            ? Optional.of(arguments.choice("objtype", "cert", "key", "crl"))
            : Optional.empty();
    ImportFile content = read(file);
    boolean crls =
        type.map("crl"::equals).orElse(content.certs().isEmpty() && !content.crls().isEmpty());
    boolean keys = !crls && type.map("key"::equals).orElse(!content.keys().isEmpty());
    boolean certs = !crls && type.map("cert"::equals).orElse(!content.certs().isEmpty()) || keys;
    if (crls
        ? content.crls().isEmpty()
        : keys ? content.keys().isEmpty() : content.certs().isEmpty()) {
      throw new Refusal(
          content.findings().isEmpty()
              ? file + ": holds no " + (crls ? "CRL" : keys ? "private key" : "certificate")
              : content.findings().getFirst().toString());
    }
    try (CredentialStore store =
        keys ? tasks.stores().forKeys(arguments) : tasks.stores().forCertificates(arguments)) {
      int added = crls ? addCrls(store, label, content) : 0;
      if (certs) {
        added += add(store, label, content, keys);
      }
      content.findings().forEach(finding -> tasks.err().println("ikev2cert: " + finding));
      tasks.out().println(added + " object" + (added == 1 ? "" : "s") + " imported");
    }
  }

  private ImportFile read(Path file) throws Refusal {
    ImportFile content = ImportFile.read(file, Optional.empty());
    if (content.locked()) {
      try (Secret passphrase = tasks.secrets().pin("Passphrase of " + file)) {
        content = ImportFile.read(file, Optional.of(passphrase));
      }
    }
    return content;
  }

  private static int addCrls(CredentialStore store, String label, ImportFile content)
      throws Refusal {
    int added = 0;
    for (Bytes crl : content.crls()) {
      added += Tasks.done(store.addCrl(numbered(label, added), crl));
    }
    return added;
  }

  private static int add(CredentialStore store, String label, ImportFile content, boolean withKey)
      throws Refusal {
    if (withKey && content.keys().size() > 1) {
      throw new Refusal("the file holds several private keys; split it, one key a file");
    }
    Optional<PrivateKeys.Pair> pair =
        withKey ? Optional.of(content.keys().getFirst()) : Optional.empty();
    Optional<Cert> own =
        pair.flatMap(p ->
            content.certs().stream()
                .filter(c -> c.spki().equals(p.publicKey().spki()))
                .findFirst());
    int added = 0;
    if (pair.isPresent()) {
      Tasks.done(store.add(label, pair.get().privateKey(), own));
      added = own.isPresent() ? 2 : 1;
    }
    int number = pair.isPresent() ? 1 : 0;
    for (Cert cert : content.certs()) {
      // Authorities that are there already come along with every second bundle.
      if (own.filter(cert::equals).isEmpty() && !store.certs().contains(cert)) {
        added += add(store, numbered(label, number++), cert);
      }
    }
    if (added == 0) {
      throw new Refusal(store.locator() + ": has all of these certificates already");
    }
    return added;
  }

  /** A certificate goes to its key, if that waits in the store for one. */
  private static int add(CredentialStore store, String label, Cert cert) throws Refusal {
    Optional<String> waiting =
        store.contents().keys().stream()
            .filter(k -> k.key().publicKey().spki().equals(cert.spki()))
            .map(StoredKey::label)
            .findFirst()
            .filter(key -> store.certs().stream().noneMatch(c -> c.spki().equals(cert.spki())));
    if (waiting.isPresent() && !waiting.get().equals(label)) {
      throw new Refusal(
          "the private key of this certificate has the label `"
              + waiting.get()
              + "`; import it with label="
              + waiting.get());
    }
    return Tasks.done(waiting.isPresent() ? store.certify(label, cert) : store.add(label, cert));
  }

  private static String numbered(String label, int number) {
    return number == 0 ? label : label + "-" + (number + 1);
  }

  void export(Arguments arguments) throws Refusal {
    Path file = DiskFiles.path(arguments.required("outfile"));
    Selection selection = Selection.of(arguments);
    String format = arguments.choice("outformat", "pkcs12", "pem", "der");
    boolean key = arguments.choice("objtype", "cert", "key").equals("key");
    if (Files.exists(file)) {
      throw new Refusal(file + ": exists already; delete it first");
    }
    if (key && format.equals("der")) {
      throw new Refusal("a private key is exported encrypted: outformat is pkcs12 or pem");
    }
    if (key && selection.needsCertificate()) {
      throw new Refusal("a private key is found by label= alone");
    }
    boolean secret = key || format.equals("pkcs12");
    try (CredentialStore store =
        secret ? tasks.stores().forKeys(arguments) : tasks.stores().forReading(arguments)) {
      if (format.equals("pkcs12")) {
        pkcs12(store, selection, file);
      } else if (key) {
        privateKey(store, arguments.required("label"), file);
      } else {
        Cert cert = chosen(store, selection).cert();
        DiskFiles.create(
            file,
            format.equals("der")
                ? cert.der().toArray()
                : PemBlocks.write("CERTIFICATE", cert.der()).getBytes(StandardCharsets.US_ASCII),
            false);
      }
      tasks.out().println("exported to " + file);
    }
  }

  private static StoredCert chosen(CredentialStore store, Selection selection) throws Refusal {
    List<StoredCert> fitting =
        store.contents().certificates().stream().filter(selection::fits).toList();
    if (fitting.isEmpty()) {
      throw new Refusal(store.locator() + ": no certificate found");
    }
    if (fitting.size() > 1) {
      throw new Refusal(
          fitting.size()
              + " certificates fit; choose one by label=: "
              + String.join(", ", fitting.stream().map(StoredCert::label).toList()));
    }
    return fitting.getFirst();
  }

  private static PrivateKey exportable(CredentialStore store, String label) throws Refusal {
    return store
        .exportable(label)
        .orElseThrow(() ->
            new Refusal(
                store.locator()
                    + ": no private key `"
                    + label
                    + "` that may leave the store; keys of tokens never do"));
  }

  private void privateKey(CredentialStore store, String label, Path file) throws Refusal {
    PrivateKey key = exportable(store, label);
    try (Secret passphrase = tasks.secrets().newPin("Passphrase for " + file)) {
      DiskFiles.create(
          file,
          PrivateKeys.toPem(key, Optional.of(passphrase)).getBytes(StandardCharsets.US_ASCII),
          true);
    }
  }

  /** A certificate with its key, if that may leave, and the authorities above it. */
  private void pkcs12(CredentialStore store, Selection selection, Path file) throws Refusal {
    StoredCert stored = chosen(store, selection);
    Optional<PrivateKey> key =
        stored.key() == StoredCert.KeyState.AVAILABLE
            ? Optional.of(exportable(store, keyLabel(store, stored)))
            : Optional.empty();
    try (Secret passphrase = tasks.secrets().newPin("Passphrase for " + file);
        Pkcs12Store target = Pkcs12Store.open(file, Optional.of(passphrase))) {
      if (key.isEmpty()) {
        Tasks.done(target.add(stored.label(), stored.cert()));
        return;
      }
      int number = 0;
      for (Cert issuer : store.certs()) {
        boolean above =
            store.contents().credentials().stream()
                .anyMatch(c -> c.leaf().equals(stored.cert()) && c.chain().contains(issuer));
        if (above && !issuer.equals(stored.cert())) {
          Tasks.done(target.add(stored.label() + "-ca" + ++number, issuer));
        }
      }
      Tasks.done(target.add(stored.label(), key.get(), Optional.of(stored.cert())));
    }
  }

  /** A certificate may stand under another label than its key. */
  private static String keyLabel(CredentialStore store, StoredCert stored) {
    return store.contents().keys().stream()
        .filter(k -> k.key().publicKey().spki().equals(stored.cert().spki()))
        .map(StoredKey::label)
        .findFirst()
        .orElse(stored.label());
  }
}
