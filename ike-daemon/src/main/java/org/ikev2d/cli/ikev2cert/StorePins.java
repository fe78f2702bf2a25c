package org.ikev2d.cli.ikev2cert;

import java.util.List;
import org.ikev2d.crypto.Secret;
import org.ikev2d.pki.store.CredentialStore;
import org.ikev2d.pki.store.StoreLocator;
import org.ikev2d.pki.store.TokenModule;
import org.ikev2d.pki.token.TokenAnswer;
import org.ikev2d.pki.token.TokenInfo;

/** The subcommands that concern a store as a whole: setpin and tokens. */
final class StorePins {
  private final Tasks tasks;

  StorePins(Tasks tasks) {
    this.tasks = tasks;
  }

  void setpin(Arguments arguments) throws Refusal {
    if (arguments.choice("usertype", "user", "so").equals("so")) {
      throw new Refusal(
          "usertype=so: the PIN of a security officer is set with the token's own tool");
    }
    try (CredentialStore store = tasks.stores().open(arguments);
        Secret old =
            store.isLocked() ? tasks.stores().pin(arguments, "Old PIN") : Secret.wrap(new byte[0]);
        Secret fresh = tasks.stores().newPin(arguments, "newpinfile", "New PIN")) {
      Tasks.done(store.setPin(old, fresh));
      tasks.out().println("PIN of " + store.locator() + " set");
    }
  }

  /** Every token of the library, or the one store where it is of another kind. */
  void tokens(Arguments arguments) throws Refusal {
    if (tasks.stores().locator(arguments) instanceof StoreLocator.Token(var uri)) {
      switch (TokenModule.tokens(uri)) {
        case TokenAnswer.Failed<List<TokenInfo>>(String why) -> throw new Refusal(why);
        case TokenAnswer.Good<List<TokenInfo>>(List<TokenInfo> tokens) ->
            tokens.forEach(token -> tasks.out().println(text(token)));
      }
      return;
    }
    try (CredentialStore store = tasks.stores().open(arguments)) {
      tasks
          .out()
          .println(
              store.locator()
                  + ": "
                  + store.contents().certificates().size()
                  + " certificates, "
                  + store.contents().keys().size()
                  + " private keys open, "
                  + (store.isLocked() ? "locked" : "nothing locked"));
    }
  }

  private static String text(TokenInfo token) {
    return "slot "
        + token.slot()
        + ": token `"
        + token.label()
        + "`, "
        + token.manufacturer()
        + " "
        + token.model()
        + ", serial "
        + token.serial()
        + (!token.initialized()
            ? ", not initialized"
            : token.pinLocked() ? ", PIN locked" : token.pinSet() ? "" : ", no PIN yet");
  }
}
