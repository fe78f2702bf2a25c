package org.ikev2d.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.ikev2d.config.Configuration;
import org.ikev2d.config.ConfigurationLoader;
import org.ikev2d.config.check.Finding;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.config.properties.DaemonSettings;
import org.ikev2d.config.properties.SettingsReader;
import org.ikev2d.config.rules.IkeSupport;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.pki.bc.BcCrypto;
import org.ikev2d.port.IkeEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyStoresTest {
  @TempDir private Path directory;
  private final List<IkeEvent> events = new ArrayList<>();

  private DaemonSettings settings(String store) throws Exception {
    Path rules = directory.resolve("ikev2.config");
    Files.writeString(
        rules,
        """
        ikesa_xform { encr_alg aes(256..256) auth_alg sha384 dh_group 20 }
        { label "site" auth_method cert local_addr 192.0.2.1 remote_addr 192.0.2.2
          local_id FQDN = "gw.example.com" remote_id ANY }
        """);
    Files.setPosixFilePermissions(rules, PosixFilePermissions.fromString("rw-r--r--"));
    return SettingsReader.read(
            "test",
            "",
            List.of(
                "config_file=" + rules,
                "policy_file=" + directory.resolve("none"),
                "preshared_file=" + directory.resolve("none"),
                "key_store=" + store))
        .value()
        .orElseThrow();
  }

  private static Configuration configuration(DaemonSettings settings) {
    IkeSupport support = IkeSupport.of(new BcCrypto(new JdkCrypto()), true);
    Loaded<Configuration> loaded = new ConfigurationLoader(settings, support).check();
    assertThat(loaded.findings()).isEmpty();
    return loaded.value().orElseThrow();
  }

  @Test
  void aRuleWhoseIdentityNoCertificateProvesIsAnErrorWithItsLine() throws Exception {
    DaemonSettings settings = settings("pem:" + Files.createDirectory(directory.resolve("certs")));
    try (KeyStores stores = KeyStores.open(settings, events::add)) {
      List<Finding> findings = stores.check(configuration(settings));

      assertThat(findings).hasSize(1).allMatch(Finding::isError);
      assertThat(findings.getFirst().toString())
          .contains("ikev2.config:2:1: error: rule `site`")
          .contains("FQDN:gw.example.com")
          .contains("the key store has no private key at all")
          .contains("ikev2cert");
    }
  }

  @Test
  void tellsWhatAStoreHolds() throws Exception {
    DaemonSettings settings = settings("pem:" + Files.createDirectory(directory.resolve("certs")));
    try (KeyStores stores = KeyStores.open(settings, events::add)) {
      assertThat(events).extracting(IkeEvent::name).containsExactly("keystore.read");
      Files.writeString(directory.resolve("certs/junk.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n");
      stores.reload();
      assertThat(events).extracting(IkeEvent::name).contains("keystore.finding");
    }
  }

  @Test
  void aLocatorThatIsNoneIsAnErrorOfTheSettings() {
    Loaded<DaemonSettings> read =
        SettingsReader.read("ikev2d.conf", "key_store = /etc/certs\n", List.of());
    assertThat(read.findings()).hasSize(1).allMatch(Finding::isError);
    assertThat(read.findings().getFirst().toString())
        .contains("ikev2d.conf:1")
        .contains("pem:DIRECTORY, pkcs12:FILE or pkcs11:token=LABEL");
  }
}
