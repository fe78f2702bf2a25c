package org.ikev2d.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ikev2d.control.MonitorEvent.Field;
import org.junit.jupiter.api.Test;

class MonitorEventTest {
  @Test
  void printsOneLineOfKeysAndValues() {
    assertThat(
            new MonitorEvent(
                    0, "INFO", "ike.up", List.of(new Field("rule", "a"), new Field("n", "1")))
                .line())
        .isEqualTo("ike.up rule=a n=1");
  }

  @Test
  void quotesWhatWouldConfuseAReaderOrForgeALine() {
    assertThat(
            new MonitorEvent(
                    0,
                    "WARN",
                    "x",
                    List.of(new Field("a", "b c"), new Field("d", ""), new Field("e", "1\n\"2")))
                .line())
        .isEqualTo("x a=\"b c\" d=\"\" e=\"1\\x0a\\\"2\"");
  }
}
