package org.ikev2d.pki.store;

import java.security.PrivateKey;
import java.security.Provider;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.ikev2d.pki.sign.JcaKeyHandle;
import org.ikev2d.pki.sign.PrivateKeyHandle;
import org.ikev2d.pki.sign.SignatureRefusal;
import org.ikev2d.pki.sign.SignatureScheme;
import org.ikev2d.pki.x509.KeyFacts;

/**
 * A private key in a token. The provider's object dies with a logout: this one asks for the present
 * one at each use, so that a credential lives through logout and login.
 */
final class TokenKeyHandle implements PrivateKeyHandle {
  /** More would not help: tokens sign one after the other. */
  private static final Executor SIGNERS =
      Executors.newFixedThreadPool(
          4, Thread.ofPlatform().daemon().name("token-sign-", 0).factory());

  private final String name;
  private final KeyFacts publicKey;
  private final Provider provider;
  private final Supplier<Optional<PrivateKey>> present;

  TokenKeyHandle(
      String name, KeyFacts publicKey, Provider provider, Supplier<Optional<PrivateKey>> present) {
    this.name = name;
    this.publicKey = publicKey;
    this.provider = provider;
    this.present = present;
  }

  @Override
  public KeyFacts publicKey() {
    return publicKey;
  }

  @Override
  public Result sign(SignatureScheme scheme, byte[] octets) {
    // A token's library would keep the carrier of a virtual thread for as long as it takes.
    return Thread.currentThread().isVirtual()
        ? CompletableFuture.supplyAsync(() -> signHere(scheme, octets), SIGNERS).join()
        : signHere(scheme, octets);
  }

  private Result signHere(SignatureScheme scheme, byte[] octets) {
    Optional<PrivateKey> key = present.get();
    return key.isPresent()
        ? named(new JcaKeyHandle(key.get(), publicKey, provider).sign(scheme, octets))
        : new Result.Refused(
            new SignatureRefusal(
                SignatureRefusal.Kind.PROVIDER_FAILED, name + " is locked; log in to its token"));
  }

  /** Whoever reads why a signature failed must know which token to look after. */
  private Result named(Result result) {
    return switch (result) {
      case Result.Signed signed -> signed;
      case Result.Refused(SignatureRefusal(var kind, var detail)) ->
          new Result.Refused(new SignatureRefusal(kind, name + ": " + detail));
    };
  }

  @Override
  public boolean isInToken() {
    return true;
  }

  @Override
  public String toString() {
    return "key(" + publicKey.describe() + ", " + name + ")";
  }
}
