package org.ikev2d.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.ikev2d.control.DebugLevel;
import org.ikev2d.crypto.Secret;
import org.ikev2d.daemon.log.LogControl;
import org.ikev2d.pki.store.KeySpec;
import org.ikev2d.pki.store.PemStore;
import org.ikev2d.pki.store.Pins;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Private keys of a running daemon, opened and closed by its administrator. */
@Timeout(30)
class TokenCommandsTest {
  @TempDir private Path directory;
  private LogControl log;
  private TestHost host;
  private String store = "";

  @BeforeEach
  void start() throws IOException {
    log = LogControl.start(Optional.of(directory.resolve("log")), DebugLevel.OPERATOR);
    host =
        new TestHost(
            directory.resolve("h"),
            TestHost.Ports.free(),
            "127.0.0.1",
            "127.0.0.2",
            "10.1.0.0/16",
            "10.2.0.0/16");
    Path certs = Files.createDirectory(host.file("certs"));
    store = "pem:" + certs;
    try (Secret pin = Pins.of("geheim".toCharArray());
        PemStore keys = PemStore.open(certs, Optional.of(pin))) {
      keys.generate("gw", new KeySpec.Ec("secp256r1"));
    }
    host.option("key_store", store);
  }

  @AfterEach
  void end() throws IOException {
    host.close();
    log.stop();
    LogControl.start(Optional.empty(), DebugLevel.NONE).stop();
  }

  private String logged() throws IOException {
    return Files.readString(directory.resolve("log"));
  }

  @Test
  void locksAndUnlocksWhileTheDaemonRuns() throws IOException {
    host.start(log);
    assertThat(logged()).contains("keystore.read").contains("keys=0").doesNotContain("keys=1");
    TestHost.Ran wrong = host.ikeadmWith("falsch\n", "token", "login", store);
    assertThat(wrong.status()).isOne();
    assertThat(wrong.err()).contains("the PIN opens no private key").doesNotContain("falsch");
    TestHost.Ran right = host.ikeadmWith("geheim\n", "token", "login", store);
    assertThat(right.status()).as(right.err()).isZero();
    assertThat(right.out()).contains("Successfully logged in to '" + store + "'");
    assertThat(logged()).contains("keys=1");
    TestHost.Ran out = host.ikeadm("token", "logout", store);
    assertThat(out.status()).isZero();
    assertThat(logged().lines().filter(l -> l.contains("keystore.read")).toList().getLast())
        .contains("keys=0");
    assertThat(logged()).doesNotContain("geheim", "falsch");
  }

  @Test
  void saysWhichStoresThereAre() {
    host.start(log);
    TestHost.Ran none = host.ikeadmWith("geheim\n", "token", "login", "Sun Metaslot");
    assertThat(none.status()).isOne();
    assertThat(none.err()).contains("no key store is called 'Sun Metaslot'", store);
    assertThat(host.ikeadm("token", "login", store).err()).contains("no PIN given");
    assertThat(host.ikeadm("token", "login").err()).contains("needs the label of a token");
    assertThat(host.ikeadm("token", "frob").err()).contains("needs login or logout");
  }

  @Test
  void doesNotStartWithAPolicyOfCertificatesThatIsWrong() throws IOException {
    Path policy = host.file("kmf-policy.xml");
    Files.writeString(
        policy, "<kmf-policy-db>\n<kmf-policy name='default' ignore-date='x'/></kmf-policy-db>");
    host.option("kmf_policy", policy);
    assertThat(host.tryStart(log).toString())
        .contains("certificate policy: " + policy + ":2:")
        .contains("write TRUE or FALSE");
    Files.writeString(policy, "<kmf-policy-db><kmf-policy name='other'/></kmf-policy-db>");
    assertThat(host.tryStart(log).toString()).contains("has no policy `default` but [other]");
    Files.writeString(policy, "<kmf-policy-db><kmf-policy name='default'/></kmf-policy-db>");
    host.start(log);
  }
}
