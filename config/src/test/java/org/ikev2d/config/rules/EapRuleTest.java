package org.ikev2d.config.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.PeerRule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules with methods of EAP. */
class EapRuleTest {
  private static String eap(String methods) {
    return "ikesa_xform { encr_alg aes auth_alg sha256 dh_group 19 }\n"
        + "{ label x "
        + methods
        + " local_id FQDN = \"a.example.com\" remote_id ANY"
        + " local_addr 10.0.0.1 remote_addr 10.0.0.2 }";
  }

  @ParameterizedTest
  @CsvSource({
    "local_auth_method eap_mschapv2 remote_auth_method cert, EAP_MSCHAPV2, CERT",
    "local_auth_method cert remote_auth_method eap_mschapv2, CERT, EAP_MSCHAPV2",
    "local_auth_method eap_tls remote_auth_method cert, EAP_TLS, CERT",
    "local_auth_method cert remote_auth_method eap_tls, CERT, EAP_TLS",
    "auth_method eap_tls, EAP_TLS, EAP_TLS"
  })
  void readsMethodsOfEap(String methods, AuthChoice local, AuthChoice remote) {
    PeerRule rule = RuleReaderTest.read(eap(methods)).value().orElseThrow().rules().getFirst();
    assertThat(rule.localAuth()).isEqualTo(local);
    assertThat(rule.remoteAuth()).isEqualTo(remote);
  }

  /** The responder signs, or the method proves both (RFC 7296 section 2.16, RFC 5998 section 4). */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "auth_method eap_mschapv2",
        "local_auth_method eap_mschapv2 remote_auth_method preshared",
        "local_auth_method preshared remote_auth_method eap_tls",
        "local_auth_method eap_mschapv2 remote_auth_method eap_tls"
      })
  void refusesMethodsThatDoNotGoTogether(String methods) {
    assertThat(RuleReaderTest.read(eap(methods)).findings())
        .anyMatch(f -> f.toString().contains("proves a client only, and only to a server"));
  }
}
