package org.ikev2d.config.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.config.rules.PolicyFixture.TUNNEL;
import static org.ikev2d.config.rules.PolicyFixture.aes;
import static org.ikev2d.config.rules.PolicyFixture.esp;
import static org.ikev2d.config.rules.PolicyFixture.good;
import static org.ikev2d.config.rules.PolicyFixture.only;
import static org.ikev2d.config.rules.PolicyFixture.prefix;
import static org.ikev2d.config.rules.PolicyFixture.protect;
import static org.ikev2d.config.rules.PolicyFixture.read;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.config.check.Finding;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.port.Direction;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.PolicyAction;
import org.ikev2d.port.PolicyAction.Protect;
import org.ikev2d.port.Protection;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.ProtocolId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyReaderTest {
  @Test
  void protectsAllTrafficWithAHost() {
    SecurityPolicy policy =
        only(
            "{ raddr 192.0.2.7 } ipsec { encr_algs aes(128..256) encr_auth_algs sha256 sa shared"
                + " }");
    assertThat(policy.name()).isEqualTo("p:1");
    assertThat(policy.local()).containsExactly(prefix("0.0.0.0", 0));
    assertThat(policy.remote()).containsExactly(prefix("192.0.2.7", 32));
    assertThat(policy.directions()).containsExactlyInAnyOrder(Direction.IN, Direction.OUT);
    assertThat(policy.action())
        .isEqualTo(
            new Protect(
                IpsecMode.TRANSPORT,
                List.of(esp(IntegId.HMAC_SHA2_256_128, aes(256), aes(192), aes(128))),
                Optional.empty(),
                false));
  }

  @Test
  void aPortMeansEachProtocolWithPorts() {
    List<SecurityPolicy> policies = good("{ lport ssh laddr 0.0.0.0/0 dir both } bypass {}");
    assertThat(policies).extracting(SecurityPolicy::name).containsExactly("p:1", "p:1#2", "p:1#3");
    assertThat(policies)
        .extracting(p -> p.local().getFirst())
        .containsExactly(
            prefix("0.0.0.0", 0, 6, 22, 22),
            prefix("0.0.0.0", 0, 17, 22, 22),
            prefix("0.0.0.0", 0, 132, 22, 22));
    assertThat(policies)
        .extracting(p -> p.remote().getFirst())
        .containsExactly(
            prefix("0.0.0.0", 0, 6, 0, 65_535),
            prefix("0.0.0.0", 0, 17, 0, 65_535),
            prefix("0.0.0.0", 0, 132, 0, 65_535));
    assertThat(policies).allMatch(p -> p.action() instanceof PolicyAction.Bypass);
  }

  @Test
  void aPatternWithoutAddressesMeansBothFamilies() {
    assertThat(good("{ } drop { dir in }"))
        .extracting(p -> p.local().getFirst())
        .containsExactly(prefix("0.0.0.0", 0), prefix("::", 0));
  }

  @Test
  void orGivesAlternativesInTheirOrder() {
    SecurityPolicy policy =
        only(
            "{ laddr 192.0.2.0/24 raddr 198.51.100.0/24 dir both } ipsec\n"
                + "{ encr_algs aes(256) encr_auth_algs sha512 } or ipsec\n"
                + "  { encr_algs 3des encr_auth_algs sha1 sa shared }");
    assertThat(protect(policy).alternatives())
        .containsExactly(
            esp(IntegId.HMAC_SHA2_512_256, aes(256)),
            esp(IntegId.HMAC_SHA1_96, EncrChoice.of(EncrId.TRIPLE_DES)));
  }

  @Test
  void theOldStyleIsOneWay() {
    List<SecurityPolicy> policies =
        good(
            """
            { daddr 192.0.2.7 dport 80 ulp tcp } apply { auth_algs sha256 }
            { saddr 192.0.2.7 sport 80 ulp tcp } permit { auth_algs sha256 }
            """);
    assertThat(policies)
        .extracting(SecurityPolicy::directions)
        .containsExactly(Set.of(Direction.OUT), Set.of(Direction.IN));
    assertThat(policies)
        .allMatch(p -> p.remote().equals(List.of(prefix("192.0.2.7", 32, 6, 80, 80))));
    assertThat(protect(policies.getFirst()).alternatives())
        .containsExactly(
            new Protection(ProtocolId.AH, List.of(), List.of(IntegId.HMAC_SHA2_256_128)));
  }

  @ParameterizedTest
  @CsvSource({"255.255.255.0", "0xffffff00"})
  void theOldStyleHasMasks(String mask) {
    assertThat(
            only("{ src 192.0.2.0 smask "
                    + mask
                    + " dst 10.0.0.1 } ipsec { encr_auth_algs sha1 dir out }")
                .local())
        .containsExactly(prefix("192.0.2.0", 24));
  }

  @Test
  void tunnelsTakeTheirOuterAddressesFromTheSettings() {
    SecurityPolicy policy =
        only(
            "{ tunnel tun0 negotiate tunnel laddr 10.1.0.0/16 raddr 10.2.0.0/16 }"
                + " ipsec { encr_algs aes encr_auth_algs sha256 sa unique }");
    assertThat(policy.local()).containsExactly(prefix("10.1.0.0", 16));
    assertThat(protect(policy).mode()).isEqualTo(IpsecMode.TUNNEL);
    assertThat(protect(policy).endpoints()).contains(TUNNEL);
    assertThat(protect(policy).unique()).isFalse();
  }

  @Test
  void aTunnelInTransportModeProtectsWhatItsInterfaceSends() {
    List<SecurityPolicy> policies =
        good("{ tunnel tun0 negotiate transport } ipsec { encr_algs aes encr_auth_algs sha256 }");
    assertThat(policies)
        .extracting(p -> p.remote().getFirst())
        .containsExactly(
            prefix("198.51.100.1", 32, 4, 0, 65_535), prefix("198.51.100.1", 32, 41, 0, 65_535));
    assertThat(policies)
        .allMatch(p -> protect(p).mode() == IpsecMode.TRANSPORT && protect(p).unique());
  }

  @Tag("R7296-3.13.1-1")
  @Test
  void icmpTypesAndCodesAreInBothSelectors() {
    SecurityPolicy echo = only("{ ulp icmp type echo dir out } drop {}");
    assertThat(echo.local()).containsExactly(prefix("0.0.0.0", 0, 1, 0x800, 0x8ff));
    assertThat(echo.remote()).isEqualTo(echo.local());
    assertThat(only("{ ulp icmp type unreach code needfrag dir in } bypass {}").local())
        .containsExactly(prefix("0.0.0.0", 0, 1, 0x304, 0x304));
    assertThat(only("{ ulp ipv6-icmp type 133-137 dir both } pass {}").local())
        .containsExactly(prefix("::", 0, 58, 0x8500, 0x89ff));
    assertThat(good("{ proto icmp type 3-4 code 0-1 dir in } bypass {}"))
        .extracting(p -> p.local().getFirst())
        .containsExactly(
            prefix("0.0.0.0", 0, 1, 0x300, 0x301), prefix("0.0.0.0", 0, 1, 0x400, 0x401));
  }

  @Test
  void aNameWithAddressesOfBothFamiliesGoesWithEachFamily() {
    List<SecurityPolicy> policies =
        good("{ laddr dual raddr dual } ipsec { encr_algs aes encr_auth_algs sha1 }");
    assertThat(policies).hasSize(2);
    assertThat(policies.getFirst().remote()).containsExactly(prefix("192.0.2.11", 32));
    assertThat(policies.getLast().remote()).containsExactly(prefix("2001:db8::11", 128));
    assertThat(only("{ laddr lab raddr one/32 dir in } drop {}").local())
        .containsExactly(prefix("10.9.0.0", 16));
  }

  @Test
  void bypassComesFirstThenEspThenAhThenTheRest() {
    List<SecurityPolicy> policies =
        good(
            """
            { raddr 10.0.0.1 dir both } drop {}
            { raddr 10.0.0.2 } ipsec { auth_algs sha1 }
            { raddr 10.0.0.3 } ipsec { encr_algs aes encr_auth_algs sha1 }
            { raddr 10.0.0.4 } ipsec { encr_auth_algs sha1 }
            { raddr 10.0.0.5 dir both } bypass {}
            { raddr 10.0.0.6 } ipsec { auth_algs sha1 } or ipsec { encr_auth_algs sha1 }
            """);
    // The entry of line 6 asks for both in turn, which ranks above ESP alone.
    assertThat(policies)
        .extracting(SecurityPolicy::name)
        .containsExactly("p:5", "p:6", "p:3", "p:4", "p:2", "p:1");
    assertThat(policies).extracting(SecurityPolicy::order).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void aSecondEntryForTheSameTrafficIsSkipped() {
    Loaded<PolicyFile> loaded =
        read(
            """
            { raddr 192.0.2.7 } ipsec { encr_algs aes encr_auth_algs sha1 }
            { raddr 192.0.2.7/32 dir both } ipsec { encr_algs aes encr_auth_algs sha1 }
            { raddr 192.0.2.7 dir both } bypass {}
            """);
    assertThat(loaded.hasErrors()).isFalse();
    assertThat(loaded.findings())
        .extracting(Finding::problem)
        .containsExactly(
            "entry selects the same as the one at line 3: skipped",
            "entry selects the same as the one at line 3: skipped");
    assertThat(loaded.value().orElseThrow().policies())
        .extracting(SecurityPolicy::name)
        .containsExactly("p:3");
  }

  @Test
  void commentsMayStandAnywhere() {
    assertThat(
            only("""
            # first
            { laddr 10.0.0.1 # inside
              # on a line
              raddr 10.0.0.2 } # between
            ipsec # before the braces
            { encr_algs aes encr_auth_algs sha1} # last
            """)
                .name())
        .isEqualTo("p:2");
  }

  @Test
  void aFileWithoutEntryIsAWarning() {
    Loaded<PolicyFile> loaded = read("# nothing\n");
    assertThat(loaded.hasErrors()).isFalse();
    assertThat(loaded.findings()).extracting(Finding::problem).containsExactly("no policy entry");
  }
}
