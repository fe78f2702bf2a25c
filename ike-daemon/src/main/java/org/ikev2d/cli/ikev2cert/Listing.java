package org.ikev2d.cli.ikev2cert;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ikev2d.pki.store.CredentialStore;
import org.ikev2d.pki.store.CredentialStore.ObjectType;
import org.ikev2d.pki.store.CrlFacts;
import org.ikev2d.pki.store.StoreContents;
import org.ikev2d.pki.store.StoredCert;
import org.ikev2d.pki.store.StoredCrl;
import org.ikev2d.pki.store.StoredKey;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.ExtendedUse;
import org.ikev2d.pki.x509.KeyFacts;

/** The subcommands that show or remove objects: list and delete. */
final class Listing {
  private final Tasks tasks;

  Listing(Tasks tasks) {
    this.tasks = tasks;
  }

  void list(Arguments arguments) throws Refusal {
    ObjectType type = type(arguments, "cert");
    Selection selection = selection(arguments, type);
    try (CredentialStore store =
        type == ObjectType.KEY
            ? tasks.stores().forKeys(arguments)
            : tasks.stores().forReading(arguments)) {
      tasks.warn(store);
      StoreContents contents = store.contents();
      int shown =
          switch (type) {
            case CERT -> certificates(contents, selection);
            case KEY -> keys(contents, selection);
            case CRL -> crls(contents, selection);
          };
      if (shown == 0) {
        throw new Refusal(store.locator() + ": no " + word(type) + " found");
      }
    }
  }

  void delete(Arguments arguments) throws Refusal {
    arguments.required("objtype");
    ObjectType type = type(arguments, "cert");
    Selection selection = selection(arguments, type);
    if (selection.isEmpty()) {
      throw new Refusal("say what to delete: label=, subject=, issuer= or serial=");
    }
    try (CredentialStore store = tasks.stores().forCertificates(arguments)) {
      List<String> labels =
          type == ObjectType.CERT
              ? store.contents().certificates().stream()
                  .filter(selection::fits)
                  .map(StoredCert::label)
                  .distinct()
                  .toList()
              : List.of(arguments.required("label"));
      if (labels.isEmpty()) {
        throw new Refusal(store.locator() + ": no " + word(type) + " found");
      }
      int removed = 0;
      for (String label : labels) {
        removed += Tasks.done(store.remove(label, type));
      }
      tasks.out().println(removed + " " + word(type) + (removed == 1 ? "" : "s") + " deleted");
    }
  }

  private static Selection selection(Arguments arguments, ObjectType type) throws Refusal {
    Selection selection = Selection.of(arguments);
    if (type != ObjectType.CERT && selection.needsCertificate()) {
      throw new Refusal("a " + word(type) + " is found by label= alone");
    }
    return selection;
  }

  /**
   * The words after a colon, {@code cert:public}, tell PKCS#11 classes apart; here all are shown.
   */
  private static ObjectType type(Arguments arguments, String fallback) throws Refusal {
    String text = arguments.value("objtype").orElse(fallback).toLowerCase(Locale.ROOT);
    return switch (text.replaceFirst(":(public|private|both)$", "")) {
      case "cert" -> ObjectType.CERT;
      case "key" -> ObjectType.KEY;
      case "crl" -> ObjectType.CRL;
      default -> throw new Refusal("option objtype: `" + text + "` is none of cert, key, crl");
    };
  }

  private static String word(ObjectType type) {
    return switch (type) {
      case CERT -> "certificate";
      case KEY -> "private key";
      case CRL -> "CRL";
    };
  }

  private int certificates(StoreContents contents, Selection selection) {
    int number = 0;
    for (StoredCert stored : contents.certificates()) {
      if (selection.fits(stored)) {
        certificate(++number, stored);
      }
    }
    return number;
  }

  private void certificate(int number, StoredCert stored) {
    PrintStream out = tasks.out();
    Cert cert = stored.cert();
    out.println(number + ". certificate `" + stored.label() + "`");
    out.println("    subject:  " + cert.subject());
    out.println("    issuer:   " + cert.issuer());
    out.println("    serial:   0x" + cert.serial().toString(16));
    out.println("    valid:    " + cert.notBefore() + " to " + cert.notAfter());
    out.println(
        "    key:      "
            + cert.usableKey().map(KeyFacts::describe).orElse("not usable")
            + switch (stored.key()) {
              case NONE -> "";
              case LOCKED -> ", private key locked";
              case AVAILABLE -> ", private key available";
            });
    List<String> names = cert.altNameTexts();
    if (!names.isEmpty()) {
      out.println("    altname:  " + String.join(", ", names));
    }
    cert.extensions()
        .keyUsage()
        .ifPresent(uses ->
            out.println(
                "    keyusage: "
                    + uses.stream()
                        .sorted()
                        .map(Object::toString)
                        .collect(Collectors.joining(","))));
    cert.extensions()
        .extendedKeyUsage()
        .ifPresent(uses ->
            out.println(
                "    eku:      "
                    + uses.stream()
                        .map(ExtendedUse::nameOf)
                        .sorted()
                        .collect(Collectors.joining(","))));
    if (cert.extensions().isCa()) {
      out.println("    authority: yes");
    }
  }

  private int keys(StoreContents contents, Selection selection) {
    int number = 0;
    for (StoredKey key : contents.keys()) {
      if (selection.fits(key.label())) {
        tasks
            .out()
            .println(
                ++number
                    + ". private key `"
                    + key.label()
                    + "` "
                    + key.key().publicKey().describe());
      }
    }
    return number;
  }

  private int crls(StoreContents contents, Selection selection) {
    int number = 0;
    for (StoredCrl crl : contents.crls()) {
      if (selection.fits(crl.label())) {
        String facts = CrlFacts.read(crl.der()).map(Listing::text).orElse("");
        tasks.out().println(++number + ". CRL `" + crl.label() + "`" + facts);
      }
    }
    return number;
  }

  private static String text(CrlFacts facts) {
    return "\n    issuer:   "
        + facts.issuer()
        + "\n    issued:   "
        + facts.thisUpdate()
        + facts.nextUpdate().map(next -> ", next " + next).orElse("")
        + "\n    entries:  "
        + facts.entries();
  }
}
