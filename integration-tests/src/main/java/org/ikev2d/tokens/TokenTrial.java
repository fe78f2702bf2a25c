package org.ikev2d.tokens;

import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ikev2d.crypto.Secret;
import org.ikev2d.payload.Identity;
import org.ikev2d.pki.make.AltName;
import org.ikev2d.pki.make.CertMaker;
import org.ikev2d.pki.make.Wanted;
import org.ikev2d.pki.sign.AuthSigner;
import org.ikev2d.pki.sign.AuthVerifier;
import org.ikev2d.pki.sign.PeerAbility;
import org.ikev2d.pki.sign.PrivateKeyHandle;
import org.ikev2d.pki.sign.SignaturePolicy;
import org.ikev2d.pki.store.Credential;
import org.ikev2d.pki.store.CredentialChoice;
import org.ikev2d.pki.store.CredentialStore;
import org.ikev2d.pki.store.CredentialStore.Change;
import org.ikev2d.pki.store.CredentialStore.ObjectType;
import org.ikev2d.pki.store.KeySpec;
import org.ikev2d.pki.store.Pins;
import org.ikev2d.pki.store.StoreContents;
import org.ikev2d.pki.store.StoreLocator;
import org.ikev2d.pki.store.StoredCert.KeyState;
import org.ikev2d.pki.store.Stores;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.DistinguishedName;

/**
 * Takes a token through the life that a daemon leads with it. Arguments: the URI of a token, its
 * PIN, and rsa or ec. Prints a line for each thing that holds; ends with status 1 at the first that
 * does not.
 */
public final class TokenTrial {
  private static final byte[] OCTETS = "signed octets".getBytes(StandardCharsets.US_ASCII);
  private static final int SIGNERS = 4;

  private final PrintStream out;
  private final CredentialStore store;
  private final String pin;
  private final String label;

  private TokenTrial(PrintStream out, CredentialStore store, String pin, String label) {
    this.out = out;
    this.store = store;
    this.pin = pin;
    this.label = label;
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 3
        || !(StoreLocator.parse(arguments[0])
            instanceof StoreLocator.Parsed.Good(StoreLocator locator))) {
      System.err.println("usage: TokenTrial pkcs11:token=LABEL PIN {rsa|ec}");
      System.exit(2);
      return;
    }
    if (!(Stores.open(locator, Optional.empty())
        instanceof Stores.Opened.Good(CredentialStore store))) {
      System.err.println("the token cannot be opened: " + Stores.open(locator, Optional.empty()));
      System.exit(1);
      return;
    }
    try (store) {
      new TokenTrial(System.out, store, arguments[1], "trial-" + arguments[2])
          .run(arguments[2].equals("rsa") ? new KeySpec.Rsa(2048) : new KeySpec.Ec("secp384r1"));
    }
  }

  private void holds(String what, boolean truth) {
    if (!truth) {
      throw new IllegalStateException("does not hold: " + what + "; store: " + store.contents());
    }
    out.println("holds: " + what);
  }

  private void run(KeySpec spec) throws Exception {
    holds("a fresh store is locked", store.isLocked());
    holds(
        "a key cannot be made before the login",
        store.generate(label, spec) instanceof CredentialStore.Generated.Failed);
    holds(
        "a wrong PIN is told",
        login(pin + "9") instanceof Change.Failed(String why) && why.endsWith("wrong PIN"));
    holds("the PIN opens it", login(pin) instanceof Change.Done);
    Cert cert = certify(spec);
    Credential credential = credential().orElseThrow();
    holds("the certificate is the one made", credential.leaf().equals(cert));
    holds("the key does not leave", store.exportable(label).isEmpty());
    holds("the key signs for IKE_AUTH", signs(credential.key()));
    holds("several threads sign at once", allSign(credential.key()));
    holds("the token is logged out of", store.logout() instanceof Change.Done);
    holds("it is locked", store.isLocked() && credential().isEmpty());
    holds("the certificate shows, its key as locked", state() == KeyState.LOCKED);
    holds(
        "a credential of before refuses, and says why",
        sign(credential.key()) instanceof AuthSigner.Outcome.Refused(var refusal)
            && refusal.detail().contains("is locked"));
    holds("the PIN opens it again", login(pin) instanceof Change.Done);
    holds("the key shows as available", state() == KeyState.AVAILABLE);
    holds("the credential of before signs again", signs(credential.key()));
    StoreContents reloaded = store.reload();
    holds("a reload needs no PIN", reloaded.credentials().size() == 1);
    authorities(cert);
    holds(
        "the key is deleted with its certificate",
        store.remove(label, ObjectType.KEY) instanceof Change.Done && store.certs().isEmpty());
  }

  /** Certificates without a key, which the JDK's provider does not write. */
  private void authorities(Cert cert) {
    holds(
        "a certificate without a key is added",
        store.add("authority", cert) instanceof Change.Done);
    holds(
        "a label is taken once",
        store.add("authority", cert) instanceof Change.Failed(String why)
            && why.contains("is taken"));
    holds(
        "it is removed",
        store.remove("authority", ObjectType.CERT) instanceof Change.Done
            && store.contents().certificates().size() == 1);
  }

  private Change login(String text) {
    try (Secret secret = Pins.of(text.toCharArray())) {
      return store.login(secret);
    }
  }

  private Cert certify(KeySpec spec) {
    if (!(store.generate(label, spec)
        instanceof CredentialStore.Generated.Made(PrivateKeyHandle key))) {
      throw new IllegalStateException("no key was made");
    }
    holds("a key without a certificate is no credential", store.contents().credentials().isEmpty());
    Instant now = Instant.now();
    Wanted bare = Wanted.of(subject());
    Wanted wanted =
        new Wanted(
            bare.subject(),
            names(),
            false,
            bare.keyUses(),
            false,
            bare.extendedUses(),
            false,
            Optional.empty());
    CertMaker.Made made =
        CertMaker.selfSigned(wanted, key, BigInteger.ONE, now, now.plus(Duration.ofDays(1)));
    if (!(made instanceof CertMaker.Made.Good(Cert cert))) {
      throw new IllegalStateException("no certificate was made: " + made);
    }
    holds("its certificate is put beside it", store.certify(label, cert) instanceof Change.Done);
    return cert;
  }

  private static DistinguishedName subject() {
    return DistinguishedName.parse("CN=gw1") instanceof DistinguishedName.Parsed.Good(var name)
        ? name
        : DistinguishedName.EMPTY;
  }

  private static List<AltName> names() {
    return AltName.parse("DNS=gw1.example.com") instanceof AltName.Parsed.Good(var names)
        ? names
        : List.of();
  }

  private Optional<Credential> credential() {
    return CredentialChoice.find(
        store.contents(), Identity.ofFqdn("gw1.example.com"), List.of(), Instant.now());
  }

  private KeyState state() {
    return store.contents().certificates().stream()
        .filter(c -> c.label().equals(label))
        .findFirst()
        .orElseThrow()
        .key();
  }

  private static AuthSigner.Outcome sign(PrivateKeyHandle key) {
    return AuthSigner.sign(
        key,
        PeerAbility.ofHashes(SignaturePolicy.DEFAULT.announced()),
        SignaturePolicy.DEFAULT,
        OCTETS);
  }

  private static boolean signs(PrivateKeyHandle key) {
    return sign(key) instanceof AuthSigner.Outcome.Signed(var payload, var choice)
        && AuthVerifier.verify(key.publicKey(), payload, OCTETS, SignaturePolicy.DEFAULT)
            instanceof AuthVerifier.Outcome.Verified;
  }

  private static boolean allSign(PrivateKeyHandle key) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int i = 0; i < SIGNERS; i++) {
        results.add(threads.submit(() -> signs(key)));
      }
      boolean all = true;
      for (Future<Boolean> result : results) {
        all &= result.get();
      }
      return all;
    }
  }
}
