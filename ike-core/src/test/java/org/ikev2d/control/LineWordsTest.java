package org.ikev2d.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineWordsTest {
  @Test
  void splitsAtBlanksAndTabs() {
    assertThat(LineWords.of("  get\trule  x ")).containsExactly("get", "rule", "x");
  }

  @Test
  void keepsQuotedBlanksAndEmptyWords() {
    assertThat(LineWords.of("get rule \"a b\" \"\"")).containsExactly("get", "rule", "a b", "");
  }

  @Test
  void ignoresCommentsAndEmptyLines() {
    assertThat(LineWords.of("  # dump ikesa")).isEmpty();
    assertThat(LineWords.of("")).isEmpty();
    assertThat(LineWords.of("dump #ikesa")).containsExactly("dump", "#ikesa");
  }

  @Test
  void joinsALineThatEndsInABackslash() {
    assertThat(LineWords.continues("dump \\")).isTrue();
    assertThat(LineWords.continues("dump \\ ")).isFalse();
    assertThat(LineWords.of(LineWords.joined("dump\\", "ikesa"))).containsExactly("dump", "ikesa");
  }
}
