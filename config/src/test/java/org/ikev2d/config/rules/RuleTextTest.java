package org.ikev2d.config.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.port.PeerRule;
import org.junit.jupiter.api.Test;

class RuleTextTest {
  private static final String RULES =
      """
      ikesa_xform { encr_alg aes(128..256) auth_alg sha256 dh_group 19 ikesa_lifetime_secs 99 }
      ikesa_xform { encr_alg aes-gcm-16(256..256) prf sha384 dh_group 31 }
      ikesa_xform { encr_alg 3des auth_alg sha1 prf sha512 dh_group 14 }
      { label "a \\"quoted\\" \\\\ label" auth_method preshared
        local_addr 10.0.0.1 2001:db8::/32 remote_addr 10.0.0.2-10.0.0.9 2001:db8::1
        local_id FQDN = "gw" remote_id ANY }
      { label many local_auth_method preshared remote_auth_method cert
        local_addr 10.1.0.0/16 remote_addr 10.2.0.0/16
        local_id DN = "C=US, O=Example, CN=gw1"
        remote_id MBOX = "u@example.com" remote_id IP = "192.0.2.0/24" remote_id IP = "::1"
        remote_id ipv4_range = "192.0.2.1-192.0.2.9" remote_id key_id = "k \\"1\\""
        childsa_pfs 19 31 14 childsa_lifetime_secs 1000 childsa_softlife_secs 1000
        childsa_lifetime_kb 100 childsa_idletime_secs 60 auth_lifetime_secs 86400 }
      """;

  @Test
  void whatIsPrintedIsReadAsTheSame() {
    List<PeerRule> rules = RuleReaderTest.read(RULES).good().orElseThrow().rules();
    assertThat(rules).hasSize(2);
    String text = rules.stream().map(RuleText::of).collect(Collectors.joining());
    Loaded<RuleFile> again = RuleReaderTest.read(text);
    assertThat(again.findings()).isEmpty();
    assertThat(again.value().orElseThrow().rules()).isEqualTo(rules);
  }

  @Test
  void printsALineForEachPart() {
    PeerRule rule =
        RuleReaderTest.read(
                "{ label x auth_method preshared local_addr 10.0.0.1 remote_addr 10.0.0.2"
                    + " ikesa_xform { encr_alg aes(256..256) auth_alg sha384 dh_group 20 } }")
            .good()
            .orElseThrow()
            .rules()
            .getFirst();
    assertThat(RuleText.of(rule))
        .isEqualTo(
            """
            {
            \tlabel "x"
            \tauth_method preshared
            \tlocal_addr 10.0.0.1
            \tremote_addr 10.0.0.2
            \tikesa_xform { encr_alg aes(256..256) auth_alg sha384 prf sha384 dh_group 20 ikesa_lifetime_secs 14400 }
            }
            """);
  }
}
