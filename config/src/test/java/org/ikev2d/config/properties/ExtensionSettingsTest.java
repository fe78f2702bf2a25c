package org.ikev2d.config.properties;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.config.check.Finding;
import org.ikev2d.config.properties.ExtensionSettings.AddressFamilies;
import org.ikev2d.config.properties.ExtensionSettings.RedirectAt;
import org.ikev2d.port.Childless;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionSettingsTest {
  private static ExtensionSettings good(String text) {
    var loaded = SettingsReader.read("c", text, List.of());
    assertThat(loaded.findings()).isEmpty();
    return loaded.value().orElseThrow().extensions();
  }

  @Test
  void withoutAFileNobodyIsSentAwayOrGivenAnAddress() {
    ExtensionSettings settings = good("");
    assertThat(settings.childless()).isEqualTo(Childless.ALLOW);
    assertThat(settings.crashDetection()).isEqualTo(CrashTokens.BOTH);
    assertThat(settings.messageIdSync()).isTrue();
    assertThat(settings.redirectFollow()).isTrue();
    assertThat(settings.redirectTo()).isEmpty();
    assertThat(settings.addressPool()).isEmpty();
    assertThat(settings.addressRequired()).isFalse();
    assertThat(settings.sessionResume()).isFalse();
    assertThat(settings.sessionTickets()).isFalse();
    assertThat(settings.virtualAddresses()).isEmpty();
  }

  @Test
  void readsEveryKey() throws java.net.UnknownHostException {
    ExtensionSettings settings =
        good(
            """
            childless = force
            crash_detection = take
            message_id_sync = false
            redirect_follow = false
            redirect_to = 2001:db8::1
            redirect_at = auth
            address_pool = 10.99.0.0/24 10.98.0.5-10.98.0.9, 2001:db8:9::/64
            address_dns = 10.2.0.53
            address_subnets = 10.2.0.0/16, 2001:db8:2::/48
            address_limit = 3
            address_required = true
            virtual_address.vpn = both
            session_resume = true
            session_tickets = true
            ticket_lifetime = 600
            virtual_address.other one = ipv6
            """);
    assertThat(settings.childless()).isEqualTo(Childless.FORCE);
    assertThat(settings.crashDetection().takes()).isTrue();
    assertThat(settings.crashDetection().makes()).isFalse();
    assertThat(settings.messageIdSync()).isFalse();
    assertThat(settings.redirectFollow()).isFalse();
    assertThat(settings.redirectTo()).isEqualTo(Optional.of(InetAddress.getByName("2001:db8::1")));
    assertThat(settings.redirectAt()).isEqualTo(RedirectAt.AUTH);
    assertThat(settings.addressPool().stream().map(r -> r.start().toHex() + "-" + r.end().toHex()))
        .containsExactly(
            "0a630001-0a6300fe",
            "0a620005-0a620009",
            "20010db8000900000000000000000001-20010db800090000ffffffffffffffff");
    assertThat(settings.addressSubnets().stream().map(Object::toString))
        .containsExactly("10.2.0.0/16", "2001:db8:2:0:0:0:0:0/48");
    assertThat(settings.addressLimit()).isEqualTo(3);
    assertThat(settings.addressRequired()).isTrue();
    assertThat(settings.sessionResume()).isTrue();
    assertThat(settings.sessionTickets()).isTrue();
    assertThat(settings.ticketLifetime()).hasSeconds(600);
    assertThat(settings.virtualAddresses())
        .isEqualTo(Map.of("vpn", AddressFamilies.BOTH, "other one", AddressFamilies.IPV6));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "childless = perhaps",
        "address_limit = 0",
        "redirect_to = gateway.example.org",
        "address_pool = 10.99.0.9-10.99.0.1",
        "address_pool = 10.99.0.0/33",
        "address_pool = 10.99.0.1-2001:db8::1",
        "address_subnets = 10.2.0.0",
        "virtual_address.vpn = ipv5",
        "virtual_addres.vpn = ipv4"
      })
  void whatIsWrongIsNamed(String line) {
    List<Finding> findings = SettingsReader.read("c", line, List.of()).findings();
    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().toString()).startsWith("c:1:").contains("error");
  }
}
