package org.ikev2d.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DebugLevelTest {
  @ParameterizedTest
  @CsvSource({
    "all-op,0x3fb",
    "phase1+phase2+policy,0x58",
    "88,0x58",
    "0x58,0x58",
    "0130,0x58",
    "op,0x4",
    "operator,0x4",
    "verbose,0x3fd",
    "all-key-cert,0x3fc",
    "+p1-p1,0x0"
  })
  void readsNumbersAndWordsFromLeftToRight(String text, String hex) {
    assertThat(DebugLevel.parse(text)).map(DebugLevel::hex).contains(hex);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "loud", "op+", "+", "-1", "op++p1", "0x400", "1x", "OP"})
  void refusesEverythingElse(String text) {
    assertThat(DebugLevel.parse(text)).isEmpty();
  }

  @Test
  void keepsKeyMaterialOutOfVerbose() {
    assertThat(DebugLevel.VERBOSE.has(DebugLevel.Category.KEY)).isFalse();
  }
}
