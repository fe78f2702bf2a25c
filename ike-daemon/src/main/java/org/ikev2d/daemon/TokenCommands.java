package org.ikev2d.daemon;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.ikev2d.control.ErrorCode;
import org.ikev2d.control.Reply;
import org.ikev2d.crypto.Secret;
import org.ikev2d.pki.store.CredentialStore;

/** Opens and closes private keys of key stores while the daemon runs. */
final class TokenCommands {
  private final KeyStores stores;
  private final Executor executor;

  /**
   * @param executor for what waits on tokens
   */
  TokenCommands(KeyStores stores, Executor executor) {
    this.stores = stores;
    this.executor = executor;
  }

  /** The PIN is closed afterwards. */
  CompletionStage<Reply> login(String token, Secret pin) {
    return change(token, store -> store.login(pin), "Successfully logged in to")
        .whenComplete((reply, failed) -> pin.close());
  }

  CompletionStage<Reply> logout(String token) {
    return change(token, CredentialStore::logout, "Successfully logged out of");
  }

  private CompletionStage<Reply> change(
      String token, Function<CredentialStore, CredentialStore.Change> change, String done) {
    Optional<CredentialStore> store = stores.named(token);
    if (store.isEmpty()) {
      return CompletableFuture.completedFuture(
          new Reply.Refused(
              ErrorCode.NOT_FOUND,
              "no key store is called '" + token + "'; there are " + stores.names()));
    }
    return CompletableFuture.supplyAsync(
        () ->
            switch (change.apply(store.get())) {
              case CredentialStore.Change.Done(int objects) -> {
                stores.report();
                yield new Reply.Done(done + " '" + token + "'", objects);
              }
              case CredentialStore.Change.Failed(String why) ->
                  new Reply.Refused(ErrorCode.FAILED, why);
            },
        executor);
  }
}
