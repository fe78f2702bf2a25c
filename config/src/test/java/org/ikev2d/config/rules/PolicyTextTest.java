package org.ikev2d.config.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.port.SecurityPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTextTest {
  private static final PolicyText NUMBERS =
      new PolicyText(Map.of("tun0", PolicyFixture.TUNNEL), Optional.empty());

  private static List<SecurityPolicy> policies(String text) {
    return PolicyFixture.read(text).good().orElseThrow().policies();
  }

  private static List<String> print(String text, PolicyText printer) {
    return policies(text).stream().flatMap(p -> printer.lines(p).stream()).toList();
  }

  @Test
  void printsTheLayoutOfTheList() {
    assertThat(
            print(
                "{ raddr 192.0.2.7 rport 80 ulp tcp } ipsec"
                    + " { sa unique encr_auth_algs sha256 encr_algs aes }",
                NUMBERS))
        .containsExactly(
            "{ ulp 6 laddr 0.0.0.0/0 raddr 192.0.2.7/32 rport 80 dir both } ipsec"
                + " { encr_algs aes-cbc(128..256) encr_auth_algs hmac-sha256 sa unique }");
  }

  @Test
  void printsNamesOfProtocolsWhereWanted() {
    PolicyText named = new PolicyText(Map.of(), Optional.of(PolicyFixture.NAMES));
    assertThat(print("{ ulp icmp type 3 code 4 dir in } bypass {}", named))
        .containsExactly(
            "{ ulp icmp laddr 0.0.0.0/0 raddr 0.0.0.0/0 type 3 code 4 dir in } pass { }");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ lport 22 dir both } bypass {}",
        "{ raddr 192.0.2.7 } ipsec { encr_algs aes(128..256) encr_auth_algs sha256 sa shared }",
        "{ laddr 192.0.2.0/24 raddr 198.51.100.0/24 dir both } ipsec { encr_algs aes(256)"
            + " encr_auth_algs sha512 } or ipsec { encr_algs 3des encr_auth_algs sha1 }",
        "{ daddr 192.0.2.7 dport 80 } apply { auth_algs sha256 }",
        "{ saddr 192.0.2.7 sport 80 } permit { auth_algs sha256 }",
        "{ tunnel tun0 negotiate tunnel laddr 10.1.0.0/16 raddr 10.2.0.0/16 } ipsec"
            + " { encr_algs aes encr_auth_algs sha256 }",
        "{ ulp ipv6-icmp type 133-137 dir in } drop {}",
        "{ ulp icmp type 3-4 code 0-1 dir out } drop {}",
        "{ raddr 2001:db8::/32 } ipsec { encr_auth_algs sha384 }",
        "{ raddr 192.0.2.7 } ipsec { encr_algs any(256) encr_auth_algs sha512 }",
        "{ raddr 192.0.2.7 } ipsec { encr_algs aes-gcm-16(128..192) sa unique }"
      })
  void whatIsPrintedIsReadAsTheSame(String entry) {
    List<SecurityPolicy> policies = policies(entry);
    List<SecurityPolicy> again =
        policies(
            String.join("\n", policies.stream().flatMap(p -> NUMBERS.lines(p).stream()).toList()));
    assertThat(again)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("name")
        .isEqualTo(policies);
  }
}
