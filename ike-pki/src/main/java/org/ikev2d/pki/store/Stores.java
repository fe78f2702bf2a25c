package org.ikev2d.pki.store;

import java.util.Optional;
import org.ikev2d.crypto.Secret;

/** Opens key stores. */
public final class Stores {
  /** A key store, or why there is none. */
  public sealed interface Opened {
    record Good(CredentialStore store) implements Opened {}

    record Failed(String why) implements Opened {}
  }

  private Stores() {}

  /**
   * Opens what the locator names and reads it; may block on files or a token.
   *
   * @param pin without it private keys stay closed; copied
   */
  public static Opened open(StoreLocator locator, Optional<Secret> pin) {
    return switch (locator) {
      case StoreLocator.PemDirectory(var directory) ->
          new Opened.Good(PemStore.open(directory, pin));
      case StoreLocator.Pkcs12File(var file) -> new Opened.Good(Pkcs12Store.open(file, pin));
      case StoreLocator.Token token -> Pkcs11Store.open(token, pin);
    };
  }
}
