package org.ikev2d.pki.store;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where a key store is, as text: {@code pem:DIRECTORY}, {@code pkcs12:FILE}, {@code pkcs11:…}. */
public sealed interface StoreLocator {
  /** Where certificates are if nothing says otherwise. */
  String DEFAULT = "pem:/etc/inet/ike/certs";

  /** A directory of PEM files. */
  record PemDirectory(Path directory) implements StoreLocator {
    @Override
    public String toString() {
      return "pem:" + directory;
    }
  }

  /** A PKCS#12 file. */
  record Pkcs12File(Path file) implements StoreLocator {
    @Override
    public String toString() {
      return "pkcs12:" + file;
    }
  }

  /** A token. */
  record Token(Pkcs11Uri uri) implements StoreLocator {
    @Override
    public String toString() {
      return uri.toString();
    }
  }

  /** A locator, or why the text is none. */
  sealed interface Parsed {
    record Good(StoreLocator locator) implements Parsed {}

    record Bad(String why) implements Parsed {}
  }

  static Parsed parse(String text) {
    try {
      if (text.startsWith("pem:") && text.length() > 4) {
        return new Parsed.Good(new PemDirectory(Path.of(text.substring(4))));
      }
      if (text.startsWith("pkcs12:") && text.length() > 7) {
        return new Parsed.Good(new Pkcs12File(Path.of(text.substring(7))));
      }
    } catch (InvalidPathException notAPath) {
      return new Parsed.Bad("`" + text + "` holds no path");
    }
    if (text.startsWith("pkcs11:")) {
      return switch (Pkcs11Uri.parse(text)) {
        case Pkcs11Uri.Parsed.Good(Pkcs11Uri uri) -> new Parsed.Good(new Token(uri));
        case Pkcs11Uri.Parsed.Bad(String why) -> new Parsed.Bad(why);
      };
    }
    return new Parsed.Bad(
        "key store `" + text + "`: write pem:DIRECTORY, pkcs12:FILE or pkcs11:token=LABEL");
  }
}
