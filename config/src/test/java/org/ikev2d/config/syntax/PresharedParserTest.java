package org.ikev2d.config.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.ikev2d.config.check.Finding;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.crypto.Secret;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PresharedParserTest {
  private static final String WORKED_EXAMPLE =
      """
      # keys
      { label "east-west" key "pick a \\"long\\" phrase" }
      {
      \t# tab before this comment, as the generator writes it
      \tlabel "0c55-site" local_key 0x00112233445566778899 remote_key "other side" }
      """;

  private static Loaded<List<PresharedEntry>> parse(String text) {
    return PresharedParser.parse("p", text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<PresharedEntry> good(String text) {
    Loaded<List<PresharedEntry>> loaded = parse(text);
    assertThat(loaded.findings()).isEmpty();
    return loaded.value().orElseThrow();
  }

  private static Secret text(String content) {
    return Secret.wrap(content.getBytes(StandardCharsets.US_ASCII));
  }

  private static Secret hex(String digits) {
    return Secret.wrap(HexFormat.of().parseHex(digits));
  }

  private static Secret key(String value) {
    return good("{ label \"a\" key " + value + " }").getFirst().local().orElseThrow();
  }

  @Test
  void readsTheWorkedExample() {
    List<PresharedEntry> entries = good(WORKED_EXAMPLE);
    assertThat(entries).hasSize(2);
    assertThat(entries.getFirst().labels()).containsExactly("east-west");
    assertThat(entries.getFirst().local()).contains(text("pick a \"long\" phrase"));
    assertThat(entries.getLast().local()).contains(hex("00112233445566778899"));
    assertThat(entries.getLast().remote()).contains(text("other side"));
  }

  @Test
  void oneKeyIsForBothDirectionsAsTwoSecrets() {
    PresharedEntry entry = good("{ label \"a\" key \"k\" }").getFirst();
    assertThat(entry.remote()).isEqualTo(entry.local());
    entry.local().orElseThrow().close();
    assertThat(entry.remote().orElseThrow().isClosed()).isFalse();
  }

  @Tag("R7296-2.15-3")
  @Test
  void hexDigitsNeedNoPrefix() {
    assertThat(key("1f2e3D4c")).isEqualTo(key("0x1f2e3d4c")).isEqualTo(hex("1f2e3d4c"));
  }

  @Test
  @Tag("R7296-2.15-3")
  void longKeysAreTakenWholeAndWithoutATerminator() {
    for (int length : new int[] {64, 65, 500}) {
      String words = "x".repeat(length - 1) + "y";
      assertThat(key('"' + words + '"')).isEqualTo(text(words));
      assertThat(key("7f".repeat(length))).isEqualTo(hex("7f".repeat(length)));
    }
  }

  @Test
  void backslashEscapesQuoteAndItselfOnly() {
    assertThat(key("\"a\\\"b\\\\c\\d\"")).isEqualTo(text("a\"b\\c\\d"));
  }

  @Test
  void aHexLookingStringIsText() {
    assertThat(key("\"0x12\"")).isEqualTo(text("0x12"));
  }

  @Test
  void hashSignsInStringsAreNoComments() {
    assertThat(key("\"# not a comment\"")).isEqualTo(text("# not a comment"));
  }

  @Test
  void anEntryMayHaveSeveralLabels() {
    assertThat(good("{ label \"a\" label \"b c\" key 00 }").getFirst().labels())
        .containsExactly("a", "b c");
  }

  @Test
  void oneHalfAloneIsAllowed() {
    PresharedEntry entry = good("{ label \"a\" remote_key 0102 }").getFirst();
    assertThat(entry.local()).isEmpty();
    assertThat(entry.remote()).contains(hex("0102"));
  }

  static List<Arguments> mistakes() {
    return List.of(
        Arguments.of("{ label \"a\" key 123 }", 1, 17, "`key` has an odd number of hex digits"),
        Arguments.of("{ label \"a\" key 0x }", 1, 17, "neither hex digits nor a string"),
        Arguments.of("{ label \"a\" key swordfish }", 1, 17, "neither hex digits nor a string"),
        Arguments.of("{ label \"a\" key \"\" }", 1, 17, "empty `key`"),
        Arguments.of("{ label \"a\" key \"swordfish\n }", 1, 17, "no end"),
        Arguments.of("{ label \"a\" key \"sw\u00f6rdfish\" }", 1, 17, "not ASCII"),
        Arguments.of("{ label \"a\" key }", 1, 13, "`key` without a value"),
        Arguments.of("{ label \"a\" key 00 key 01 }", 1, 20, "second `key`"),
        Arguments.of("{ label \"a\" key 00 local_key 01 }", 1, 20, "`key` beside `local_key`"),
        Arguments.of("{ label \"a\" remote_key 00\nkey 01 }", 2, 1, "`key` beside `local_key`"),
        Arguments.of("{ label \"a\" local_key 00 local_key 01 }", 1, 26, "second `local_key`"),
        Arguments.of("{ label \"a\" }", 1, 1, "entry without a key"),
        Arguments.of("{ key 00 }", 1, 1, "entry without a label"),
        Arguments.of("{ label a key 00 }", 1, 3, "label without a string"),
        Arguments.of("{ label \"\" key 00 }", 1, 9, "label of 0 characters"),
        Arguments.of("{ lable \"a\" key 00 }", 1, 3, "unknown keyword like `label`"),
        Arguments.of("{ label \"a\" kye swordfish }", 1, 13, "unknown keyword like `key`"),
        Arguments.of("{ label \"a\" localidtype IP key 00 }", 1, 13, "no keyword here"),
        Arguments.of("{ label \"a\" # swordfish\n key 00 }", 1, 13, "`#` after other text"),
        Arguments.of("{ label \"a\" key 00", 1, 1, "this `{` has no `}`"),
        Arguments.of("{ label \"a\" key 00 { label \"b\" key 00 }", 1, 20, "began at line 1"),
        Arguments.of("label \"a\" key 00 }", 1, 1, "text outside an entry"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void reportsTheMistakeWhereItIs(String text, int line, int column, String problem) {
    assertThat(parse(text).findings())
        .anySatisfy(f -> {
          assertThat(f.problem()).contains(problem);
          assertThat(List.of(f.line(), f.column())).containsExactly(line, column);
          assertThat(f.remedy()).isNotEmpty();
        });
  }

  @Tag("RX-KEY-1")
  @ParameterizedTest
  @MethodSource("mistakes")
  void neverQuotesAKey(String text, int line, int column, String problem) {
    assertThat(parse(text).findings().toString()).doesNotContain("sword").doesNotContain("fish");
  }

  @Test
  void aForgottenQuoteDoesNotRevealTheKey() {
    String findings = parse("{ label \"a\" key my swordfish pass phrase\" }").findings().toString();
    assertThat(findings).contains("p:1:17").doesNotContain("sword", "phrase", "my");
  }

  @Test
  void goodEntriesSurviveBadOnes() {
    Loaded<List<PresharedEntry>> loaded =
        parse("{ label \"a\" key 1 }\n{ label \"b\" key 01 }\n{ key 02 }\n");
    assertThat(loaded.findings()).extracting(Finding::line).containsExactly(1, 3);
    assertThat(loaded.value().orElseThrow())
        .extracting(PresharedEntry::labels)
        .containsExactly(List.of("b"));
  }

  @Test
  void noTextMakesTheParserThrow() {
    Random random = new Random(8784);
    String alphabet = "{}\"\\#\n 0xf\t\u00e9";
    for (int round = 0; round < 5000; round++) {
      StringBuilder text = new StringBuilder(WORKED_EXAMPLE);
      for (int i = 0; i <= random.nextInt(6); i++) {
        int at = random.nextInt(Math.max(1, text.length() - 1));
        switch (random.nextInt(3)) {
          case 0 -> text.delete(at, at + 1);
          case 1 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
          default -> text.setLength(Math.max(1, at));
        }
      }
      assertThat(parse(text.toString()).value()).isPresent();
    }
  }
}
