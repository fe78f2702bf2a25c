package org.ikev2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.ikev2d.cli.Options.Parsed;
import org.junit.jupiter.api.Test;

class OptionsTest {
  private static Parsed parse(String... arguments) {
    return Options.parse(arguments, "npv:s:", Set.of("--json"));
  }

  private static Options good(String... arguments) {
    return parse(arguments) instanceof Parsed.Good(Options options)
        ? options
        : org.assertj.core.api.Assertions.fail("refused: " + parse(arguments));
  }

  @Test
  void takesJoinedLettersAndBothFormsOfAValue() {
    Options options = good("-npv2", "-s", "/x", "--json", "dump", "ikesa");
    assertThat(options.has("n")).isTrue();
    assertThat(options.has("p")).isTrue();
    assertThat(options.has("--json")).isTrue();
    assertThat(options.value("v")).contains("2");
    assertThat(options.value("s")).contains("/x");
    assertThat(options.words()).containsExactly("dump", "ikesa");
  }

  @Test
  void leavesEverythingAfterTheFirstWordAlone() {
    assertThat(good("get", "-n").words()).containsExactly("get", "-n");
    assertThat(good("--", "-n").words()).containsExactly("-n");
  }

  @Test
  void namesAnOptionThatIsNoneOrLacksItsValue() {
    assertThat(parse("-x")).isEqualTo(new Parsed.Wrong("unknown option -x"));
    assertThat(parse("-:")).isEqualTo(new Parsed.Wrong("unknown option -:"));
    assertThat(parse("--jason")).isEqualTo(new Parsed.Wrong("unknown option --jason"));
    assertThat(parse("-v")).isEqualTo(new Parsed.Wrong("option -v needs a value"));
  }
}
