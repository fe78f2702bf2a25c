package org.ikev2d.pki.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenInfoTest {
  private static TokenInfo token(boolean lastTry, boolean locked) {
    return new TokenInfo(0, "gateway", "Maker", "Model", "1", true, true, lastTry, locked);
  }

  @Test
  void noPinOfTheSettingsIsTheLastTry() {
    assertThat(token(false, false).unattendedObjection()).isEmpty();
    assertThat(token(true, false).unattendedObjection().orElseThrow())
        .contains("one wrong PIN more would lock it");
    assertThat(token(true, true).unattendedObjection().orElseThrow())
        .contains("locked after too many wrong ones");
  }
}
