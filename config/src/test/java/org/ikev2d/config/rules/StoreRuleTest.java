package org.ikev2d.config.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.ikev2d.config.check.Loaded;
import org.ikev2d.port.PeerRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that name keys and authorities of the key store. */
class StoreRuleTest {
  private static Loaded<RuleFile> read(String body) {
    return RuleReaderTest.read(
        "ikesa_xform { encr_alg aes auth_alg sha256 dh_group 19 }\n"
            + "{ label x local_addr 10.0.0.1 remote_addr 10.0.0.2"
            + " local_id FQDN = \"a.example.com\" remote_id ANY "
            + body
            + " }");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "auth_method pubkey local_pubkey mine remote_pubkey theirs remote_pubkey \"their next\"",
        "auth_method cert required_signer DN = \"C=US, O=Example, CN=root\"",
        "local_auth_method pubkey remote_auth_method preshared local_pubkey mine"
      })
  void readsBackWhatIsPrinted(String body) {
    PeerRule rule = read(body).value().orElseThrow().rules().getFirst();
    PeerRule again =
        RuleReaderTest.read(RuleText.of(rule)).value().orElseThrow().rules().getFirst();
    assertThat(again.store()).isEqualTo(rule.store());
  }

  @Test
  void keepsKeysInTheirOrder() {
    assertThat(
            read("auth_method pubkey local_pubkey l remote_pubkey b remote_pubkey a")
                .value()
                .orElseThrow()
                .rules()
                .getFirst()
                .store()
                .remoteKeys())
        .containsExactly("b", "a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "auth_method pubkey remote_pubkey x | rule without `local_pubkey`",
        "auth_method pubkey local_pubkey x | rule without `remote_pubkey`",
        "auth_method cert remote_pubkey x | `remote_pubkey` without the method pubkey",
        "auth_method preshared required_signer DN = \"CN=r\" | `required_signer` without the"
            + " method",
        "auth_method cert required_signer FQDN = r.example.com | required_signer names no"
            + " authority",
        "auth_method cert required_signer ANY | required_signer names no authority"
      })
  void namesWhatDoesNotGoTogether(String body, String problem) {
    Loaded<RuleFile> loaded = read(body);
    assertThat(loaded.hasErrors()).isTrue();
    assertThat(loaded.findings()).anyMatch(f -> f.toString().contains(problem));
  }
}
