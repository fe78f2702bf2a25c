package org.ikev2d.config.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ikev2d.config.check.Finding;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.port.PostQuantumKey;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostQuantumKeysTest {
  private static final String KEY = "00112233445566778899aabbccddeeff".repeat(2);

  private static Loaded<List<PresharedEntry>> parse(String text) {
    return PresharedParser.parse("f", text.replace("KEY", KEY).getBytes(StandardCharsets.US_ASCII));
  }

  private static PresharedEntry only(String text) {
    Loaded<List<PresharedEntry>> loaded = parse(text);
    assertThat(loaded.findings()).isEmpty();
    return loaded.value().orElseThrow().getFirst();
  }

  @Test
  void oneMayStandBesideTheKeyOfARule() {
    PresharedEntry entry = only("{ label \"a\" key \"k\" ppk_id \"p 1\" ppk 0xKEY }");
    PostQuantumKey ppk = entry.ppk().orElseThrow();
    assertThat(ppk.id()).isEqualTo(Bytes.ofText("p 1"));
    assertThat(Bytes.wrap(ppk.key().expose()).toHex()).isEqualTo(KEY);
    assertThat(ppk.required()).isFalse();
    assertThat(entry.local()).isPresent();
  }

  @Test
  void oneMayStandAloneAndBeRequired() {
    PresharedEntry entry = only("{ label \"a\" required_ppk \"" + KEY + "\" ppk_id \"p\" }");
    assertThat(entry.ppk().orElseThrow().required()).isTrue();
    assertThat(entry.local()).isEmpty();
    assertThat(entry.remote()).isEmpty();
  }

  @Tag("R8784-3-4")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          { label "a" ppk KEY }                             | `ppk_id` and `ppk` go together
          { label "a" key 00 ppk_id "x" }                   | `ppk_id` and `ppk` go together
          { label "a" ppk_id "x" ppk 0011 }                 | `ppk` of less than 256 bits
          { label "a" ppk_id "x" ppk KEY required_ppk KEY } | second `required_ppk`
          { label "a" ppk_id "x" ppk_id "y" ppk KEY }       | second `ppk_id`
          { label "a" ppk_id x ppk KEY }                    | ppk_id without a string
          { label "a" ppk_id "" ppk KEY }                   | ppk_id of 0 characters
          """)
  void mistakesAreNamedAndNoKeyIs(String text, String problem) {
    Loaded<List<PresharedEntry>> loaded = parse(text);
    assertThat(loaded.findings().stream().map(Finding::problem)).containsExactly(problem);
    assertThat(loaded.findings().toString()).doesNotContain(KEY.substring(0, 8));
    assertThat(loaded.value().orElse(List.of())).isEmpty();
  }
}
