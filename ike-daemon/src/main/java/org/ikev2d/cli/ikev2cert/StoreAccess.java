package org.ikev2d.cli.ikev2cert;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.pki.store.CredentialStore;
import org.ikev2d.pki.store.Pkcs11Uri;
import org.ikev2d.pki.store.StoreLocator;
import org.ikev2d.pki.store.Stores;

/** The key store of a command line, opened as far as the subcommand needs it. */
final class StoreAccess {
  /** Names another key store for all commands of a shell. */
  static final String VARIABLE = "IKEV2D_KEYSTORE";

  /** Names a file with the PIN for all commands of a shell. */
  static final String PIN_VARIABLE = "IKEV2D_PIN_FILE";

  private static final int MAX_LABEL = 32;

  private final Secrets secrets;
  private final Map<String, String> environment;

  StoreAccess(Secrets secrets, Map<String, String> environment) {
    this.secrets = secrets;
    this.environment = environment;
  }

  /** By {@code token=}, {@code keystore=}, the environment, or the default. */
  StoreLocator locator(Arguments arguments) throws Refusal {
    Optional<String> token = arguments.value("token");
    Optional<String> keystore = arguments.value("keystore");
    if (token.isPresent()) {
      if (keystore.isPresent() && !keystore.get().equals("pkcs11")) {
        throw new Refusal("options token and keystore name two key stores; give one of them");
      }
      return new StoreLocator.Token(token(token.get()));
    }
    if (keystore.filter("pkcs11"::equals).isPresent()) {
      return new StoreLocator.Token(
          new Pkcs11Uri(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }
    String text =
        keystore.orElseGet(() -> environment.getOrDefault(VARIABLE, StoreLocator.DEFAULT));
    return switch (StoreLocator.parse(text)) {
      case StoreLocator.Parsed.Good(StoreLocator locator) -> locator;
      case StoreLocator.Parsed.Bad(String why) -> throw new Refusal(why);
    };
  }

  /** {@code label[:manufacturer[:serial]]}, with {@code \:} for a colon. */
  static Pkcs11Uri token(String text) throws Refusal {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == ':') {
        part.append(':');
        i++;
      } else if (c == ':') {
        parts.add(part.toString().stripTrailing());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString().stripTrailing());
    if (parts.size() > 3 || parts.getFirst().isEmpty() || parts.getFirst().length() > MAX_LABEL) {
      throw new Refusal(
          "token `" + text + "`: write LABEL[:MANUFACTURER[:SERIAL]], a label of 32 at most");
    }
    return new Pkcs11Uri(
        Optional.of(parts.getFirst()),
        parts.size() > 1 ? Optional.of(parts.get(1)) : Optional.empty(),
        parts.size() > 2 ? Optional.of(parts.get(2)) : Optional.empty(),
        Optional.empty());
  }

  /** Opens the store to look at it: without a PIN where it shows certificates without one. */
  CredentialStore forReading(Arguments arguments) throws Refusal {
    CredentialStore store = open(arguments);
    if (store.isLocked() && store.locator() instanceof StoreLocator.Pkcs12File) {
      unlock(store, arguments);
    }
    return store;
  }

  /** Opens the store to change certificates in it. */
  CredentialStore forCertificates(Arguments arguments) throws Refusal {
    return locator(arguments) instanceof StoreLocator.PemDirectory
        ? open(arguments)
        : forKeys(arguments);
  }

  /** Opens the store with its private keys, or makes a new one. */
  CredentialStore forKeys(Arguments arguments) throws Refusal {
    CredentialStore store = open(arguments);
    if (store.isLocked()) {
      unlock(store, arguments);
    } else if (store.locator() instanceof StoreLocator.Pkcs12File(var file)
        && !Files.exists(file)) {
      try (Secret pin = newPin(arguments, "pinfile", "New PIN of " + store.locator())) {
        login(store, pin);
      }
    }
    return store;
  }

  /** Opens the store as far as it is without a PIN. */
  CredentialStore open(Arguments arguments) throws Refusal {
    return switch (Stores.open(locator(arguments), Optional.empty())) {
      case Stores.Opened.Good(CredentialStore store) -> store;
      case Stores.Opened.Failed(String why) -> throw new Refusal(why);
    };
  }

  private void unlock(CredentialStore store, Arguments arguments) throws Refusal {
    try (Secret pin = pin(arguments, "PIN of " + store.locator())) {
      login(store, pin);
    }
  }

  private static void login(CredentialStore store, Secret pin) throws Refusal {
    if (store.login(pin) instanceof CredentialStore.Change.Failed(String why)) {
      store.close();
      throw new Refusal(why);
    }
  }

  /** The PIN: of the file that {@code pinfile=} or the environment names, else asked for. */
  Secret pin(Arguments arguments, String prompt) throws Refusal {
    Optional<String> file =
        arguments.value("pinfile").or(() -> Optional.ofNullable(environment.get(PIN_VARIABLE)));
    return file.isPresent() ? Secrets.ofFile(DiskFiles.path(file.get())) : secrets.pin(prompt);
  }

  /** A new PIN: of the file that the option names, else asked for twice. */
  Secret newPin(Arguments arguments, String option, String prompt) throws Refusal {
    Optional<String> file = arguments.value(option);
    return file.isPresent()
        ? Secrets.checked(Secrets.ofFile(DiskFiles.path(file.get())))
        : secrets.newPin(prompt);
  }
}
