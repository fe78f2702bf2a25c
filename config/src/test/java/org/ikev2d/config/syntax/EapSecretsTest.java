package org.ikev2d.config.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.port.EapSecret;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names and passwords for EAP in ikev2.preshared. */
class EapSecretsTest {
  private static Loaded<List<PresharedEntry>> parse(String text) {
    return PresharedParser.parse("ikev2.preshared", text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void readsNamesWithTheirPasswords() {
    Loaded<List<PresharedEntry>> read =
        parse("{ label \"a\" eap_id \"alice@example.com\" eap_secret \"two words\" }");
    assertThat(read.findings()).isEmpty();
    EapSecret secret = read.value().orElseThrow().getFirst().eap().orElseThrow();
    assertThat(secret.name()).isEqualTo("alice@example.com");
    assertThat(Bytes.wrap(secret.password().expose())).isEqualTo(Bytes.ofText("two words"));
    assertThat(read.value().orElseThrow().getFirst().local()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{ label \"a\" eap_id \"x\" }                                    | go together",
        "{ label \"a\" eap_secret \"x\" }                              | go together",
        "{ label \"a\" eap_id \"x\" eap_id \"y\" eap_secret \"p\" }    | second `eap_id`",
        "{ label \"a\" eap_id \"x\" eap_secret \"p\" eap_secret \"q\" } | second `eap_secret`",
        "{ label \"a\" eap_id \"\" eap_secret \"p\" }                  | eap_id of 0 characters",
        "{ label \"a\" eap_id x eap_secret \"p\" }                     | eap_id without a string"
      })
  void refuses(String text, String problem) {
    assertThat(parse(text).findings()).anyMatch(f -> f.toString().contains(problem));
  }
}
