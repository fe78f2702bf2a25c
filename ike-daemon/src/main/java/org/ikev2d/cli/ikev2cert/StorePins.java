package org.ikev2d.cli.ikev2cert;

import org.ikev2d.crypto.Secret;
import org.ikev2d.pki.store.CredentialStore;
import org.ikev2d.pki.store.StoreLocator;

/** The subcommands that concern a store as a whole: setpin and tokens. */
final class StorePins {
  private final Tasks tasks;

  StorePins(Tasks tasks) {
    this.tasks = tasks;
  }

  void setpin(Arguments arguments) throws Refusal {
    StoreLocator locator = tasks.stores().locator(arguments);
    if (arguments.choice("usertype", "user", "so").equals("so")
        && !(locator instanceof StoreLocator.Token)) {
      throw new Refusal("only a token has a security officer; leave usertype=so out");
    }
    try (CredentialStore store = tasks.stores().open(arguments);
        Secret old =
            store.isLocked() ? tasks.stores().pin(arguments, "Old PIN") : Secret.wrap(new byte[0]);
        Secret fresh = tasks.stores().newPin(arguments, "newpinfile", "New PIN")) {
      Tasks.done(store.setPin(old, fresh));
      tasks.out().println("PIN of " + store.locator() + " set");
    }
  }

  void tokens(Arguments arguments) throws Refusal {
    StoreLocator locator = tasks.stores().locator(arguments);
    try (CredentialStore store = tasks.stores().open(arguments)) {
      tasks
          .out()
          .println(
              locator
                  + ": "
                  + store.contents().certificates().size()
                  + " certificates, "
                  + store.contents().keys().size()
                  + " private keys open, "
                  + (store.isLocked() ? "locked" : "nothing locked"));
    }
  }
}
