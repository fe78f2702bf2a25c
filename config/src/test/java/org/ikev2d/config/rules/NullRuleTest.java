package org.ikev2d.config.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.ikev2d.config.check.Loaded;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.PeerRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules with the method that proves nothing. */
class NullRuleTest {
  private static Loaded<RuleFile> read(String body, boolean allowed) {
    String text =
        "ikesa_xform { encr_alg aes auth_alg sha256 dh_group 19 }\n"
            + "{ label x local_addr 10.0.0.1 remote_addr 0.0.0.0/0 "
            + body
            + " }";
    return RuleReader.read("f", text, IkeSupport.all().withAnonymous(allowed));
  }

  @Test
  void readsBackWhatIsPrinted() {
    PeerRule rule =
        read("local_auth_method preshared remote_auth_method null", true)
            .value()
            .orElseThrow()
            .rules()
            .getFirst();
    assertThat(rule.remoteAuth()).isEqualTo(AuthChoice.NULL);
    String text = RuleText.of(rule);
    assertThat(text).contains("remote_auth_method null");
    assertThat(
            RuleReader.read("f", text, IkeSupport.all().withAnonymous(true))
                .value()
                .orElseThrow()
                .rules())
        .containsExactly(rule);
  }

  @Test
  void isAnErrorUnlessSwitchedOn() {
    assertThat(read("auth_method null", false).findings())
        .extracting(Object::toString)
        .containsExactly(
            "f:2:65: error: method `null` proves nothing, and is switched off; set null_auth = true"
                + " in ikev2d.conf if strangers are to be served, else use preshared or cert");
  }

  @ParameterizedTest
  @CsvSource({
    "auth_method null remote_id FQDN = x.example.com, remote_id in a rule",
    "auth_method null local_id FQDN = x.example.com, local_id in a rule",
    "local_auth_method eap_mschapv2 remote_auth_method null, only to a server with a certificate"
  })
  void doesNotGoWithWhatNeedsAProof(String body, String problem) {
    assertThat(read(body, true).findings()).anyMatch(f -> f.toString().contains(problem));
  }
}
