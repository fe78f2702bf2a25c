package org.ikev2d.config.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ikev2d.config.check.Finding;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.config.properties.SettingsReader;
import org.ikev2d.config.syntax.Keyword;
import org.ikev2d.config.syntax.PolicyParser;
import org.ikev2d.config.syntax.PresharedEntry;
import org.ikev2d.config.syntax.PresharedParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/ and the sample files say is what the readers do. */
class DocumentationTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Pattern BLOCK =
      Pattern.compile("```([a-z0-9.]+)( bad)?\n(.*?)```", Pattern.DOTALL);

  private static String document(String file) throws IOException {
    return Files.readString(DOCS.resolve(file + ".md"));
  }

  private static String sample(String file) throws IOException {
    try (InputStream in = DocumentationTest.class.getResourceAsStream("/etc/" + file + ".sample")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Loaded<?> read(String file, String text) {
    return switch (file) {
      case "ikev2.config" -> RuleReader.read(file, text, IkeSupport.all());
      case "ikev2.preshared" -> PresharedParser.parse(file, text.getBytes(StandardCharsets.UTF_8));
      case "ipsecinit.conf" ->
          PolicyReader.read(
              file,
              text,
              new PolicyContext(
                  PolicyFixture.PFKEY, Map.of("tun0", PolicyFixture.TUNNEL), PolicyFixture.NAMES));
      case "ikev2d.conf" -> SettingsReader.read(file, text, List.of());
      default -> throw new AssertionError(file);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"ikev2.config", "ikev2.preshared", "ipsecinit.conf", "ikev2d.conf"})
  void examplesAreGoodAndBadOnesGiveTheFindingsShown(String file) throws IOException {
    Matcher blocks = BLOCK.matcher(document(file));
    List<String> kinds = new ArrayList<>();
    Optional<String> findings = Optional.empty();
    while (blocks.find()) {
      String kind = blocks.group(1);
      kinds.add(kind);
      if (kind.equals("text")) {
        assertThat(blocks.group(3).strip()).isEqualTo(findings.orElseThrow());
        continue;
      }
      assertThat(kind).isEqualTo(file);
      Loaded<?> loaded = read(file, blocks.group(3));
      findings =
          Optional.of(
              String.join("\n", loaded.findings().stream().map(Finding::toString).toList()));
      if (blocks.group(2) == null) {
        assertThat(findings.get()).isEmpty();
      }
    }
    assertThat(kinds).contains(file, "text");
  }

  /** Both sides of it: each has one block of each file. */
  @Test
  void filesForRoadWarriorsAreGood() throws IOException {
    Matcher blocks = BLOCK.matcher(document("road-warriors"));
    List<String> kinds = new ArrayList<>();
    while (blocks.find()) {
      String kind = blocks.group(1);
      if (!kind.equals("swanctl")) {
        kinds.add(kind);
        assertThat(read(kind, blocks.group(3)).findings()).as(kind).isEmpty();
      }
    }
    List<String> files =
        List.of("ikev2.config", "ikev2.preshared", "ipsecinit.conf", "ikev2d.conf");
    assertThat(kinds).hasSize(8).startsWith(files.toArray(String[]::new)).containsAll(files);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ikev2.config", "ikev2.preshared", "ipsecinit.conf", "ikev2d.conf"})
  void samplesAreGood(String file) throws IOException {
    Loaded<?> loaded = read(file, sample(file));
    assertThat(loaded.findings()).isEmpty();
    assertThat(loaded.value()).isPresent();
  }

  @Test
  void samplesBelongTogether() throws IOException {
    List<String> rules =
        RuleReader.read("rules", sample("ikev2.config"), IkeSupport.all())
            .good()
            .orElseThrow()
            .rules()
            .stream()
            .map(r -> r.label())
            .toList();
    List<PresharedEntry> keys =
        PresharedParser.parse("keys", sample("ikev2.preshared").getBytes(StandardCharsets.UTF_8))
            .good()
            .orElseThrow();
    assertThat(keys.stream().flatMap(k -> k.labels().stream())).containsAll(rules);
  }

  @Test
  void defaultsInTheSampleOfSettingsAreTheDefaults() throws IOException {
    String uncommented =
        sample("ikev2d.conf")
            .lines()
            .filter(l -> l.matches("# [a-z_]+ = .*"))
            .filter(l -> !l.matches("# (listen|config_owner|debug_logfile) .*"))
            .map(l -> l.substring(2))
            .reduce("", (a, b) -> a + b + "\n");
    assertThat(uncommented).contains("ike_port");
    assertThat(SettingsReader.read("sample", uncommented, List.of()).good())
        .contains(SettingsReader.defaults());
  }

  @Test
  void everyWordIsExplained() throws IOException {
    String rules = document("ikev2.config");
    assertThat(Keyword.values()).allMatch(k -> rules.contains("`" + k.text() + "`"));
    String policy = document("ipsecinit.conf");
    assertThat(PolicyParser.PATTERN_WORDS).allMatch(w -> policy.contains("`" + w + "`"));
    assertThat(PolicyParser.PROPERTY_WORDS).allMatch(w -> policy.contains("`" + w + "`"));
    assertThat(PolicyParser.ACTIONS).allMatch(w -> policy.contains("`" + w + "`"));
    for (int protocol : List.of(IcmpNames.ICMP, IcmpNames.ICMP6)) {
      for (String name : IcmpNames.types(protocol)) {
        int number = IcmpNames.type(name, protocol).orElseThrow();
        assertThat(policy.replace('\n', ' ')).contains("`" + name + "` " + number);
      }
      for (String name : IcmpNames.codes(protocol)) {
        int number = IcmpNames.code(name, protocol).orElseThrow();
        assertThat(policy.replace('\n', ' ')).contains("`" + name + "` " + number);
      }
    }
  }

  @Test
  void everySettingIsExplained() throws IOException {
    String remedy =
        SettingsReader.read("c", "zzzzzzzzzzzz = 1", List.of()).findings().getFirst().remedy();
    String settings = document("ikev2d.conf");
    assertThat(remedy).startsWith("known here: ").contains(" config_file, ");
    assertThat(remedy.substring("known here: ".length()).split(", "))
        .hasSizeGreaterThan(20)
        .allMatch(key -> settings.contains("\n| `" + key + "` |"));
  }
}
