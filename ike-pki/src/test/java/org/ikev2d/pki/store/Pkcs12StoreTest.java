package org.ikev2d.pki.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.pki.TestPki.root;
import static org.ikev2d.pki.TestPki.subject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.ikev2d.crypto.Secret;
import org.ikev2d.pki.OpenSsl;
import org.ikev2d.pki.TestPki.Entity;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Pkcs12StoreTest {
  private static final Entity ROOT = root("CN=Root");
  private static final Entity LEAF = subject("CN=gw1").dns("gw1.example.com").issuedBy(ROOT);

  @TempDir Path directory;

  @Test
  void readsWhatOpensslWrote() throws IOException {
    Files.writeString(
        directory.resolve("leaf.key"),
        PemBlocks.write("PRIVATE KEY", Bytes.wrap(LEAF.privateKey().getEncoded())));
    Files.writeString(directory.resolve("leaf.crt"), PemBlocks.write("CERTIFICATE", LEAF.der()));
    Files.writeString(directory.resolve("root.crt"), PemBlocks.write("CERTIFICATE", ROOT.der()));
    OpenSsl.run(
        directory,
        ("pkcs12 -export -inkey leaf.key -in leaf.crt -certfile root.crt -name gw1"
                + " -passout pass:geheim -out store.p12")
            .split(" "));
    try (Pkcs12Store store = open("geheim")) {
      assertThat(store.contents().findings()).isEmpty();
      assertThat(store.certs()).containsExactlyInAnyOrder(LEAF.cert(), ROOT.cert());
      assertThat(store.contents().credentials())
          .singleElement()
          .satisfies(c -> {
            assertThat(c.label()).isEqualTo("gw1");
            assertThat(c.chain()).containsExactly(LEAF.cert(), ROOT.cert());
          });
    }
  }

  @Test
  void writesWhatOpensslReads() {
    try (Pkcs12Store store = open("geheim")) {
      assertThat(store.add("root", ROOT.cert())).isEqualTo(new CredentialStore.Change.Done(1));
      assertThat(store.add("gw1", LEAF.privateKey(), Optional.of(LEAF.cert())))
          .isInstanceOf(CredentialStore.Change.Done.class);
      assertThat(store.certs()).contains(LEAF.cert(), ROOT.cert());
    }
    assertThat(
            OpenSsl.run(
                directory, "pkcs12", "-in", "store.p12", "-passin", "pass:geheim", "-nodes"))
        .contains("friendlyName: gw1", "CN = gw1", "CN = Root", "BEGIN PRIVATE KEY");
  }

  @Test
  void certifiesAKeyThatItMade() {
    try (Pkcs12Store store = open("geheim")) {
      assertThat(store.generate("gw2", new KeySpec.Ec("secp384r1")))
          .isInstanceOf(CredentialStore.Generated.Made.class);
      assertThat(store.certs()).as("the placeholder is no certificate").isEmpty();
      StoredKey made = store.contents().keys().getFirst();
      assertThat(made.label()).isEqualTo("gw2");
      Entity certified =
          subject("CN=gw2")
              .keys(new java.security.KeyPair(made.key().publicKey().key(), LEAF.privateKey()))
              .dns("gw2.example.com")
              .issuedBy(ROOT);
      assertThat(store.certify("gw2", certified.cert()))
          .isInstanceOf(CredentialStore.Change.Done.class);
      assertThat(store.contents().credentials().getFirst().leaf()).isEqualTo(certified.cert());
    }
  }

  @Test
  void staysLockedWithoutThePin() {
    try (Pkcs12Store store = open("geheim")) {
      store.add("root", ROOT.cert());
    }
    assertThat(
            Pkcs12Store.open(directory.resolve("store.p12"), Optional.empty())
                .contents()
                .findings()
                .getFirst()
                .toString())
        .contains("store.p12: is locked");
    try (Pkcs12Store store = open("falsch")) {
      assertThat(store.contents().findings().getFirst().toString()).contains("wrong PIN");
      assertThat(store.add("other", ROOT.cert())).isInstanceOf(CredentialStore.Change.Failed.class);
      assertThat(store.login(pin("geheim"))).isInstanceOf(CredentialStore.Change.Done.class);
      assertThat(store.certs()).containsExactly(ROOT.cert());
    }
  }

  @Test
  void changesThePin() {
    try (Pkcs12Store store = open("alt")) {
      store.add("root", ROOT.cert());
      store.add("gw1", LEAF.privateKey(), Optional.of(LEAF.cert()));
      assertThat(store.setPin(pin("falsch"), pin("neu")))
          .isInstanceOf(CredentialStore.Change.Failed.class);
      assertThat(store.setPin(pin("alt"), pin("neu")))
          .isInstanceOf(CredentialStore.Change.Done.class);
    }
    try (Pkcs12Store store = open("neu")) {
      assertThat(store.contents().credentials()).hasSize(1);
    }
    try (Pkcs12Store store = open("alt")) {
      assertThat(store.contents().credentials()).isEmpty();
    }
  }

  @Test
  void removesByLabelAndReplacesNothing() {
    try (Pkcs12Store store = open("geheim")) {
      store.add("root", ROOT.cert());
      assertThat(store.add("root", LEAF.cert())).isInstanceOf(CredentialStore.Change.Failed.class);
      assertThat(store.remove("none", CredentialStore.ObjectType.CERT))
          .isInstanceOf(CredentialStore.Change.Failed.class);
      assertThat(store.remove("root", CredentialStore.ObjectType.CERT))
          .isInstanceOf(CredentialStore.Change.Done.class);
      assertThat(store.certs()).isEmpty();
    }
  }

  @Test
  void neitherThrowsForMutatedFilesNorTakesOtherCertificatesFromThem() throws IOException {
    try (Pkcs12Store store = open("geheim")) {
      store.add("root", ROOT.cert());
    }
    Path file = directory.resolve("store.p12");
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(7292);
    for (int round = 0; round < 30; round++) {
      byte[] bad = good.clone();
      // The head: flips in the encrypted part all end at the MAC.
      bad[random.nextInt(60)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, bad);
      try (Pkcs12Store store = open("geheim")) {
        assertThat(store.certs()).as("round %d", round).isSubsetOf(ROOT.cert());
      }
    }
  }

  private Pkcs12Store open(String pin) {
    return Pkcs12Store.open(directory.resolve("store.p12"), Optional.of(pin(pin)));
  }

  private static Secret pin(String text) {
    return Pins.of(text.toCharArray());
  }
}
