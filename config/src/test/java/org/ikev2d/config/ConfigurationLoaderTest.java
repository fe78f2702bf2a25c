package org.ikev2d.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ikev2d.config.check.Finding;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.config.properties.DaemonSettings;
import org.ikev2d.config.rules.IkeSupport;
import org.ikev2d.crypto.Secret;
import org.ikev2d.port.KernelAlgorithms;
import org.ikev2d.wire.EncrId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationLoaderTest {
  private static final String RULES =
      """
      ikesa_xform { encr_alg aes(256..256) auth_alg sha384 dh_group 20 }
      { label "a" auth_method preshared local_addr 10.0.0.1 remote_addr 10.0.0.2 }
      { label "b" auth_method preshared local_addr 10.0.0.1 remote_addr 10.0.0.3 }
      """;
  private static final String KEYS =
      "{ label \"a\" key \"one\" }\n{ label \"b\" local_key 01 remote_key 02 }\n";

  private static final String POLICY =
      "{ tunnel t negotiate tunnel laddr 10.1.0.0/16 raddr 10.2.0.0/16 }"
          + " ipsec { encr_algs aes encr_auth_algs sha384 }\n";

  @TempDir Path directory;

  @BeforeEach
  void writeGoodFiles() throws IOException {
    write("rules", RULES, "rw-r--r--");
    write("keys", KEYS, "rw-------");
    write("policy", POLICY, "rw-r--r--");
  }

  private Path write(String name, String text, String mode) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private ConfigurationLoader loader(String... options) {
    List<String> all = new java.util.ArrayList<>();
    all.add("config_file=" + directory.resolve("rules"));
    all.add("preshared_file=" + directory.resolve("keys"));
    all.add("policy_file=" + directory.resolve("policy"));
    all.add("tunnel.t=local=10.0.0.1,remote=10.0.0.2");
    all.addAll(List.of(options));
    DaemonSettings settings =
        ConfigurationLoader.settings(directory.resolve("none.conf"), false, all)
            .good()
            .orElseThrow();
    return new ConfigurationLoader(settings, IkeSupport.all());
  }

  private static List<String> errors(Loaded<?> loaded) {
    return loaded.findings().stream().filter(Finding::isError).map(Finding::toString).toList();
  }

  @Test
  void joinsKeysToRulesByLabel() {
    Loaded<Configuration> loaded = loader().load();
    assertThat(errors(loaded)).isEmpty();
    Configuration configuration = loaded.value().orElseThrow();
    assertThat(configuration.rules()).hasSize(2);
    assertThat(configuration.policies()).extracting(p -> p.name()).containsExactly("policy:1");
    assertThat(configuration.preSharedKeys("b").orElseThrow().local())
        .isEqualTo(Secret.wrap(new byte[] {1}));
    assertThat(configuration.preSharedKeys("b").orElseThrow().remote())
        .isEqualTo(Secret.wrap(new byte[] {2}));
    assertThat(configuration.preSharedKeys("c")).isEmpty();
  }

  @Test
  void aRuleWithoutItsKeyIsAnErrorAtTheRule() throws IOException {
    write("keys", "{ label \"a\" key \"one\" } { label \"other\" key 00 }", "rw-------");
    Loaded<Configuration> loaded = loader().load();
    assertThat(errors(loaded))
        .containsExactly(
            directory.resolve("rules")
                + ":3:1: error: rule `b` has no pre-shared key;"
                + " add { label \"b\" key … } to ikev2.preshared");
    assertThat(loaded.value().orElseThrow().preSharedKeys("a")).isPresent();
  }

  @Test
  void halfAKeyIsAnErrorThatNamesTheOtherHalf() throws IOException {
    write("keys", "{ label \"a\" key 00 } { label \"b\" local_key 00 }", "rw-------");
    assertThat(errors(loader().load())).singleElement().asString().contains("has no remote_key");
  }

  @Test
  void twoHalvesMayComeFromTwoEntries() throws IOException {
    write(
        "keys",
        "{ label \"a\" label \"b\" local_key 00 } { label \"a\" label \"b\" remote_key 01 }",
        "rw-------");
    assertThat(loader().load().findings().toString()).doesNotContain("key");
  }

  @Test
  void theFirstKeyOfALabelCounts() throws IOException {
    write("keys", KEYS + "{ label \"b\" key \"again\" }", "rw-------");
    Loaded<Configuration> loaded = loader().load();
    assertThat(loaded.findings()).anyMatch(f -> f.problem().contains("has a key already"));
    assertThat(loaded.value().orElseThrow().preSharedKeys("b").orElseThrow().local())
        .isEqualTo(Secret.wrap(new byte[] {1}));
  }

  @Test
  void aCheckNeedsNoKeys() throws IOException {
    Files.delete(directory.resolve("keys"));
    assertThat(loader().check().findings()).isEmpty();
    assertThat(errors(loader().load())).anyMatch(e -> e.contains("no such file"));
  }

  @Test
  void aMissingPolicyFileIsAWarning() throws IOException {
    Files.delete(directory.resolve("policy"));
    Loaded<Configuration> loaded = loader().load();
    assertThat(loaded.hasErrors()).isFalse();
    assertThat(loaded.findings()).singleElement().asString().contains("no traffic is protected");
    assertThat(loader().check().findings()).isEmpty();
  }

  @Test
  void policiesAreBoundedByTheKernel() {
    KernelAlgorithms little =
        new KernelAlgorithms(Map.of(EncrId.AES_CBC, Set.of(128)), Set.of(), false);
    DaemonSettings settings = loader().settings();
    Loaded<Configuration> loaded =
        new ConfigurationLoader(settings, IkeSupport.all(), little).load();
    assertThat(errors(loaded)).singleElement().asString().contains("nothing is left");
  }

  @Test
  void keysThatOthersCanReadAreRefused() throws IOException {
    write("keys", KEYS, "rw-r-----");
    Loaded<Configuration> loaded = loader().load();
    assertThat(errors(loaded))
        .contains(
            directory.resolve("keys")
                + ": error: has mode rw-r-----; it must have 0600 or less: chmod 0600 "
                + directory.resolve("keys"));
    assertThat(loaded.value().orElseThrow().preSharedKeys("a")).isEmpty();
  }

  @Test
  void rulesThatOthersCanWriteAreRefused() throws IOException {
    write("rules", RULES, "rw-rw-r--");
    assertThat(errors(loader().load())).anyMatch(e -> e.contains("has mode rw-rw-r--"));
  }

  @Test
  void filesOfAnotherUserAreRefused() {
    String other =
        System.getProperty("user.name").equals("daemon")
            ? "config_owner=bin"
            : "config_owner=daemon";
    List<String> errors = errors(loader(other).load());
    if (System.getProperty("user.name").equals("root")) {
      assertThat(errors).isEmpty(); // what is root's own is good enough for root
    } else {
      assertThat(errors).anyMatch(e -> e.contains("is owned by"));
    }
  }

  @Test
  void anUnknownOwnerIsAnError() {
    assertThat(errors(loader("config_owner=no-such-user").load()))
        .contains(
            "config_owner: error: no user `no-such-user` on this host;"
                + " name the user who owns the configuration files");
  }

  @Test
  void keysBehindALinkToElsewhereAreRefused() throws IOException {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Path target = Files.move(directory.resolve("keys"), elsewhere.resolve("keys"));
    Files.createSymbolicLink(directory.resolve("keys"), target);
    assertThat(errors(loader().load())).anyMatch(e -> e.contains("symbolic link to"));
  }

  @Test
  void aLinkWithinTheDirectoryIsTaken() throws IOException {
    Path target = Files.move(directory.resolve("keys"), directory.resolve("keys.1"));
    Files.createSymbolicLink(directory.resolve("keys"), target.getFileName());
    assertThat(errors(loader().load())).isEmpty();
  }

  @Test
  void aDirectoryIsNoFile() throws IOException {
    Files.delete(directory.resolve("keys"));
    Files.createDirectory(directory.resolve("keys"));
    assertThat(errors(loader().load())).anyMatch(e -> e.contains("is not a regular file"));
  }

  @Test
  void newRulesGetTheirKeysFromThoseAtHand() {
    Configuration configuration = loader().load().value().orElseThrow();
    Configuration fewer =
        configuration.withRules(configuration.ruleFile().minus("a")).good().orElseThrow();
    assertThat(fewer.rules()).extracting(r -> r.label()).containsExactly("b");
    assertThat(fewer.preSharedKeys("a")).isEmpty();
    assertThat(fewer.preSharedKeys("b")).isPresent();
    assertThat(fewer.withRules(configuration.ruleFile()).good().orElseThrow().preSharedKeys("a"))
        .isPresent();
  }

  @Test
  void aSettingsFileThatIsNamedMustBeThere() {
    Path none = directory.resolve("none.conf");
    assertThat(errors(ConfigurationLoader.settings(none, true, List.of())))
        .containsExactly(none + ": error: no such file; create it, or name another one");
    assertThat(ConfigurationLoader.settings(none, false, List.of()).findings()).isEmpty();
  }

  @Test
  void aPinNeedsAFileThatNobodyElseCanRead() throws IOException {
    Path open = write("open.conf", "pkcs11_token/pin = 4711\n", "rw-r--r--");
    assertThat(errors(ConfigurationLoader.settings(open, true, List.of())))
        .singleElement()
        .asString()
        .contains("has mode rw-r--r--")
        .doesNotContain("4711");
    Path closed = write("closed.conf", "pkcs11_token/pin = 4711\n", "rw-------");
    assertThat(ConfigurationLoader.settings(closed, true, List.of()).findings()).isEmpty();
  }
}
