package org.ikev2d.pki.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.pki.TestPki.NOW;
import static org.ikev2d.pki.TestPki.root;
import static org.ikev2d.pki.TestPki.subject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.payload.Identity;
import org.ikev2d.pki.OpenSsl;
import org.ikev2d.pki.TestPki.Entity;
import org.ikev2d.pki.sign.AuthSigner;
import org.ikev2d.pki.sign.AuthVerifier;
import org.ikev2d.pki.sign.PeerAbility;
import org.ikev2d.pki.sign.SignaturePolicy;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PemStoreTest {
  private static final Identity GW = Identity.ofFqdn("gw1.example.com");

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out gw.key",
        "genrsa -traditional -out gw.key 2048",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out gw.key",
        "ecparam -name prime256v1 -genkey -out gw.key",
        "genpkey -algorithm ED25519 -out gw.key",
        "genpkey -algorithm ED448 -out gw.key"
      })
  void signsWithKeysThatOpensslMade(String command) {
    OpenSsl.run(directory, command.split(" "));
    OpenSsl.run(
        directory,
        ("req -x509 -new -key gw.key -out gw.crt -subj /C=US/O=Example/CN=gw1"
                + " -addext subjectAltName=DNS:gw1.example.com")
            .split(" "));
    PemStore store = PemStore.open(directory, Optional.empty());
    assertThat(store.contents().findings()).isEmpty();
    Credential credential =
        CredentialChoice.find(store.contents(), GW, List.of(), NOW).orElseThrow();
    assertThat(credential.label()).isEqualTo("gw");
    byte[] octets = "signed octets".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    AuthSigner.Outcome signed =
        AuthSigner.sign(
            credential.key(),
            PeerAbility.ofHashes(SignaturePolicy.DEFAULT.announced()),
            SignaturePolicy.DEFAULT,
            octets);
    assertThat(
            AuthVerifier.verify(
                credential.leaf().usableKey().orElseThrow(),
                ((AuthSigner.Outcome.Signed) signed).payload(),
                octets,
                SignaturePolicy.DEFAULT))
        .isInstanceOf(AuthVerifier.Outcome.Verified.class);
  }

  @Test
  void opensEncryptedKeysWithThePin() {
    OpenSsl.run(
        directory,
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes256 -pass pass:geheim -out gw.key"
            .split(" "));
    try (PemStore store = PemStore.open(directory, Optional.empty())) {
      assertThat(store.contents().keys()).isEmpty();
      assertThat(store.contents().findings().toString()).contains("gw.key:1:").contains("no PIN");
      assertThat(store.isLocked()).isTrue();
      assertThat(store.login(pin("falsch")))
          .isInstanceOfSatisfying(
              CredentialStore.Change.Failed.class,
              f -> assertThat(f.why()).contains("opens no private key"));
      assertThat(store.contents().findings().toString()).contains("no PIN");
      assertThat(store.login(pin("geheim"))).isEqualTo(new CredentialStore.Change.Done(1));
      assertThat(store.contents().keys()).hasSize(1);
      assertThat(store.isLocked()).isFalse();
      store.logout();
      assertThat(store.contents().keys()).isEmpty();
    }
  }

  @Test
  void refusesAKeyThatOthersCanRead() throws IOException {
    PemStore store = PemStore.open(directory, Optional.empty());
    store.generate("gw", new KeySpec.Ec("secp256r1"));
    assertThat(store.contents().keys()).hasSize(1);
    Files.setPosixFilePermissions(
        directory.resolve("gw.key"), PosixFilePermissions.fromString("rw-r-----"));
    store.reload();
    assertThat(store.contents().keys()).isEmpty();
    assertThat(store.contents().findings().getFirst().toString())
        .startsWith(directory + "/gw.key:1:")
        .contains("chmod 600");
  }

  @Test
  void reportsEachUnusableBlockWithItsLineAndReadsTheOthers() throws IOException {
    Entity root = root("CN=Root");
    Files.writeString(
        directory.resolve("bundle.pem"),
        "text before\n"
            + "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n"
            + PemBlocks.write("CERTIFICATE", root.der())
            + PemBlocks.write("CERTIFICATE", root.der().slice(0, 100))
            + PemBlocks.write("PKCS7", root.cert().spki())
            + PemBlocks.write("PUBLIC KEY", root.cert().spki().slice(0, 20))
            + PemBlocks.write("PUBLIC KEY", root.cert().spki())
            + "-----BEGIN CERTIFICATE-----\nAAAA\n");
    Files.writeString(directory.resolve("empty.crt"), "");
    Files.writeString(directory.resolve("README.txt"), "not read");
    PemStore store = PemStore.open(directory, Optional.empty());
    assertThat(store.certs()).containsExactly(root.cert());
    assertThat(store.contents().publicKeys())
        .singleElement()
        .matches(k -> k.label().equals("bundle") && k.key().spki().equals(root.cert().spki()));
    assertThat(store.contents().findings())
        .extracting(StoreFinding::toString)
        .satisfiesExactly(
            f -> assertThat(f).contains("bundle.pem:2:").contains("base64"),
            f -> assertThat(f).contains("bundle.pem:").contains("not DER"),
            f -> assertThat(f).contains("block PKCS7 is not used"),
            f -> assertThat(f).contains("public key is not DER"),
            f -> assertThat(f).contains("not followed by END"),
            f -> assertThat(f).contains("empty.crt:"));
  }

  @Test
  void saysThatTheDirectoryIsMissing() {
    PemStore store = PemStore.open(directory.resolve("none"), Optional.empty());
    assertThat(store.contents().findings().getFirst().toString()).contains("is no directory");
  }

  @Test
  void readsDerAndTakesChangesUpOnReload() throws IOException {
    PemStore store = PemStore.open(directory, Optional.empty());
    Entity root = root("CN=Root");
    Files.write(directory.resolve("root.der"), root.der().toArray());
    assertThat(store.certs()).isEmpty();
    assertThat(store.reload().certs()).containsExactly(root.cert());
    Files.delete(directory.resolve("root.der"));
    assertThat(store.reload().certs()).isEmpty();
  }

  @Test
  void prefersTheCredentialThatThePeerAskedFor() {
    Entity first = root("CN=First");
    Entity second = root("CN=Second");
    PemStore store = PemStore.open(directory, Optional.empty());
    store.add("first", first.cert());
    store.add("second", second.cert());
    Entity one = subject("CN=a").dns("gw1.example.com").issuedBy(first);
    Entity two =
        subject("CN=b")
            .dns("gw1.example.com")
            .validity(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(1)))
            .issuedBy(second);
    store.add("one", one.privateKey(), Optional.of(one.cert()));
    store.add("two", two.privateKey(), Optional.of(two.cert()));
    assertThat(find(store, List.of(second.cert().keyHash()))).isEqualTo("two");
    assertThat(find(store, List.of(first.cert().keyHash()))).isEqualTo("one");
    assertThat(find(store, List.of())).as("the one that lasts longer").isEqualTo("one");
    assertThat(find(store, List.of(Bytes.of(1)))).as("the hint is no demand").isEqualTo("one");
    assertThat(CredentialChoice.find(store.contents(), Identity.ofFqdn("other"), List.of(), NOW))
        .isEmpty();
  }

  @Test
  void sendsIntermediatesButNotTheRoot() {
    Entity root = root("CN=Root");
    Entity sub = subject("CN=Sub").ca().issuedBy(root);
    Entity leaf = subject("CN=a").dns("gw1.example.com").issuedBy(sub);
    PemStore store = PemStore.open(directory, Optional.empty());
    store.add("root", root.cert());
    store.add("sub", sub.cert());
    store.add("leaf", leaf.privateKey(), Optional.of(leaf.cert()));
    assertThat(store.contents().credentials().getFirst().certificates())
        .containsExactly(leaf.der(), sub.der());
  }

  @Test
  void replacesNothing() {
    Entity root = root("CN=Root");
    PemStore store = PemStore.open(directory, Optional.empty());
    assertThat(store.add("root", root.cert())).isEqualTo(new CredentialStore.Change.Done(1));
    assertThat(store.add("root", root("CN=Other").cert()))
        .isInstanceOfSatisfying(
            CredentialStore.Change.Failed.class,
            f -> assertThat(f.why()).contains("root.crt").contains("exists already"));
    assertThat(store.certs()).containsExactly(root.cert());
  }

  @Test
  void refusesLabelsThatAreNoFileNames() {
    PemStore store = PemStore.open(directory, Optional.empty());
    for (String label : List.of("", "../x", "a/b", ".hidden", "a\nb")) {
      assertThat(store.add(label, root("CN=Root").cert()))
          .isInstanceOf(CredentialStore.Change.Failed.class);
      assertThat(store.remove(label, CredentialStore.ObjectType.CERT))
          .isInstanceOf(CredentialStore.Change.Failed.class);
    }
  }

  @Test
  void encryptsKeysUnderANewPin() throws IOException {
    PemStore store = PemStore.open(directory, Optional.empty());
    store.generate("gw", new KeySpec.Ec("secp256r1"));
    assertThat(store.setPin(pin("changeme"), pin("neu")))
        .isEqualTo(new CredentialStore.Change.Done(1));
    assertThat(Files.readString(directory.resolve("gw.key"))).contains("ENCRYPTED PRIVATE KEY");
    assertThat(PemStore.open(directory, Optional.of(pin("neu"))).contents().keys()).hasSize(1);
    assertThat(PemStore.open(directory, Optional.of(pin("alt"))).contents().keys()).isEmpty();
    assertThat(store.setPin(pin("alt"), pin("neuer")))
        .isInstanceOfSatisfying(
            CredentialStore.Change.Failed.class,
            f -> assertThat(f.why()).contains("gw.key: the old PIN does not open it"));
    store.logout();
    assertThat(store.login(pin("alt"))).isInstanceOf(CredentialStore.Change.Failed.class);
    assertThat(store.login(pin("neu"))).isEqualTo(new CredentialStore.Change.Done(1));
    assertThat(OpenSsl.run(directory, "pkey", "-in", "gw.key", "-passin", "pass:neu", "-pubout"))
        .contains("PUBLIC KEY");
  }

  @Test
  void tellsThatTheKeyOfACertificateIsLocked() {
    Entity root = root("CN=Root");
    PemStore store = PemStore.open(directory, Optional.of(pin("geheim")));
    store.add("root", root.privateKey(), Optional.of(root.cert()));
    assertThat(store.contents().certificates().getFirst().key())
        .isEqualTo(StoredCert.KeyState.AVAILABLE);
    store.logout();
    assertThat(store.contents().certificates().getFirst().key())
        .isEqualTo(StoredCert.KeyState.LOCKED);
    assertThat(store.contents().credentials()).isEmpty();
  }

  @Test
  void setsNoPinWhereThereIsNoKeyToProveItWith() {
    PemStore store = PemStore.open(directory, Optional.empty());
    assertThat(store.setPin(pin("changeme"), pin("neu")))
        .isInstanceOfSatisfying(
            CredentialStore.Change.Failed.class,
            f -> assertThat(f.why()).contains("no private key yet"));
  }

  @Test
  void deletesWhatHasTheLabelButNoBundle() throws IOException {
    PemStore store = PemStore.open(directory, Optional.empty());
    store.add("root", root("CN=Root").cert());
    assertThat(store.remove("root", CredentialStore.ObjectType.CERT))
        .isEqualTo(new CredentialStore.Change.Done(1));
    assertThat(store.remove("root", CredentialStore.ObjectType.CERT))
        .isInstanceOf(CredentialStore.Change.Failed.class);
    Files.writeString(
        directory.resolve("two.pem"),
        PemBlocks.write("CERTIFICATE", root("CN=A").der())
            + PemBlocks.write("CERTIFICATE", root("CN=B").der()));
    assertThat(store.remove("two", CredentialStore.ObjectType.CERT))
        .isInstanceOf(CredentialStore.Change.Failed.class);
    assertThat(store.reload().certs()).hasSize(2);
  }

  private static String find(PemStore store, List<Bytes> accepted) {
    return CredentialChoice.find(store.contents(), GW, accepted, NOW).orElseThrow().label();
  }

  private static Secret pin(String text) {
    return Pins.of(text.toCharArray());
  }
}
