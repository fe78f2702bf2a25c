package org.ikev2d.cli.ikev2cert;

import java.io.PrintStream;
import java.time.InstantSource;
import org.ikev2d.pki.store.CredentialStore;

/**
 * What subcommands work with.
 *
 * @param interactive whether names are asked for part by part, {@code -i}
 */
record Tasks(
    StoreAccess stores,
    Secrets secrets,
    PrintStream out,
    PrintStream err,
    InstantSource clock,
    boolean interactive) {
  /** Prints what a store could not use, so that a missing object has its explanation. */
  void warn(CredentialStore store) {
    store.contents().findings().forEach(finding -> err.println("ikev2cert: " + finding));
  }

  /** The number of objects changed; a failure ends the subcommand. */
  static int done(CredentialStore.Change change) throws Refusal {
    return switch (change) {
      case CredentialStore.Change.Done(int objects) -> objects;
      case CredentialStore.Change.Failed(String why) -> throw new Refusal(why);
    };
  }
}
