package org.ikev2d.config.properties;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.ikev2d.config.check.Finding;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.config.check.Severity;
import org.ikev2d.control.DebugLevel;
import org.ikev2d.control.Privilege;
import org.ikev2d.crypto.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsReaderTest {
  private static Loaded<DaemonSettings> read(String text, String... options) {
    return SettingsReader.read("c", text, List.of(options));
  }

  private static DaemonSettings good(String text, String... options) {
    Loaded<DaemonSettings> loaded = read(text, options);
    assertThat(loaded.findings()).isEmpty();
    return loaded.value().orElseThrow();
  }

  @Test
  void anEmptyFileGivesTheDefaults() {
    DaemonSettings settings = good("# nothing\n\n");
    assertThat(settings.configFile()).isEqualTo(Path.of("/etc/inet/ike/ikev2.config"));
    assertThat(settings.presharedFile()).isEqualTo(Path.of("/etc/inet/ike/ikev2.preshared"));
    assertThat(settings.policyFile()).isEqualTo(Path.of("/etc/inet/ipsecinit.conf"));
    assertThat(settings.debugLevel()).isEqualTo(DebugLevel.OPERATOR);
    assertThat(settings.debugLogfile()).isEmpty();
    assertThat(settings.ignoreErrors()).isFalse();
    assertThat(settings.adminPrivilege()).isEqualTo(Privilege.BASE);
    assertThat(settings.fragmentationEnable()).isFalse();
    assertThat(settings.fragmentationMtu()).isEqualTo(1350);
    assertThat(settings.kernel()).isEqualTo(KernelChoice.AUTO);
    assertThat(settings.controlSocket()).isEqualTo(Path.of("/run/ikev2d/control"));
    assertThat(settings.ikePort()).isEqualTo(500);
    assertThat(settings.nattPort()).isEqualTo(4500);
    assertThat(settings.listen()).isEmpty();
    assertThat(settings.tunnels()).isEmpty();
  }

  @Test
  void readsEveryKey() {
    DaemonSettings settings =
        good(
            """
            config_file = /a/rules        # a comment
            preshared_file=/a/keys
            policy_file = "/a/policy # 1"
            debug_level = op+pfkey
            debug_logfile = /a/log
            ignore_errors = true
            min_threads = 3
            max_threads = 0x10
            response_wait_time = 77
            fragmentation_enable = true
            fragmentation_mtu = 1280
            pkcs11_token/uri = pkcs11:token=Hardware Token Name
            pkcs11_token/pin = 1234
            kernel = memory
            control_socket = /a/control
            ike_port = 5500
            natt_port = 5501
            journal_file = /a/journal
            listen = 127.0.0.1, ::1
            wireshark_keys = /a/keys.d
            config_owner = ikeuser
            tunnel.tun0 = local=192.0.2.1,remote=192.0.2.2
            tunnel.tun1 = remote=2001:db8::2, local=2001:db8::1
            cookie_threshold = 0
            half_open_limit = 10
            half_open_per_source = 5
            liveness_interval = 0
            window_size = 8
            """);
    assertThat(settings.policyFile()).isEqualTo(Path.of("/a/policy # 1"));
    assertThat(settings.debugLevel()).isEqualTo(new DebugLevel(0x24));
    assertThat(settings.debugLogfile()).contains(Path.of("/a/log"));
    assertThat(settings.ignoreErrors()).isTrue();
    assertThat(settings.minThreads()).isEqualTo(3);
    assertThat(settings.maxThreads()).isEqualTo(16);
    assertThat(settings.responseWaitTime()).isEqualTo(Duration.ofSeconds(77));
    assertThat(settings.pkcs11TokenUri()).contains("pkcs11:token=Hardware Token Name");
    assertThat(settings.pkcs11TokenPin())
        .contains(Secret.wrap("1234".getBytes(StandardCharsets.US_ASCII)));
    assertThat(settings.kernel()).isEqualTo(KernelChoice.MEMORY);
    assertThat(settings.listen())
        .containsExactly(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));
    assertThat(settings.tunnels())
        .isEqualTo(
            Map.of(
                "tun0", endpoints("192.0.2.1", "192.0.2.2"),
                "tun1", endpoints("2001:db8::1", "2001:db8::2")));
    assertThat(settings.configOwner()).contains("ikeuser");
    assertThat(settings.cookieThreshold()).isZero();
    assertThat(settings.livenessInterval()).isZero();
    assertThat(settings.windowSize()).isEqualTo(8);
    assertThat(settings.toString()).doesNotContain("1234");
  }

  private static TunnelEndpoints endpoints(String local, String remote) {
    return new TunnelEndpoints(InetAddress.ofLiteral(local), InetAddress.ofLiteral(remote));
  }

  @Test
  void optionsReplaceTheFileAndLaterOnesEarlierOnes() {
    assertThat(good("ike_port = 1\n", "ike_port=2", "ike_port = 3").ikePort()).isEqualTo(3);
  }

  @Test
  void namesOfTheSolarisServiceAreTaken() {
    assertThat(good("config/fragmentation_mtu = 600\n").fragmentationMtu()).isEqualTo(600);
  }

  static List<Arguments> mistakes() {
    return List.of(
        Arguments.of(
            "fragmentation_mtu = 575", 1, 21, "fragmentation_mtu = `575`", "from 576 to 9216"),
        Arguments.of("\n  fragmentation_mtu=9217", 2, 21, "`9217`", "from 576 to 9216"),
        Arguments.of("ike_port = 65536", 1, 12, "`65536`", "from 1 to 65535"),
        Arguments.of("ike_port = -1", 1, 12, "`-1`", "from 1 to 65535"),
        Arguments.of("response_wait_time = 1m", 1, 22, "`1m`", "seconds from 1 to 3600"),
        Arguments.of("ignore_errors = yes", 1, 17, "`yes`", "true or false"),
        Arguments.of("kernel = linux", 1, 10, "`linux`", "auto, pfkey, memory"),
        Arguments.of("debug_level = loud", 1, 15, "`loud`", "operator"),
        Arguments.of("listen = localhost", 1, 10, "`localhost`", "addresses"),
        Arguments.of("tunnel.t = local=1.2.3.4", 1, 12, "tunnel.t", "local=ADDRESS,remote=ADDRESS"),
        Arguments.of("tunnel.t = local=1.2.3.4,remote=::1", 1, 12, "tunnel.t", "both IPv4"),
        Arguments.of("max_threads = 1", 1, 15, "`1`", "from 2"),
        Arguments.of("ike_prt = 1", 1, 11, "unknown key `ike_prt`", "`ike_port`"),
        Arguments.of("ike_port = 1\nike_port = 2", 2, 1, "second `ike_port`, after line 1", "one"),
        Arguments.of("ike_port", 1, 1, "no `=`", "key = value"),
        Arguments.of("ike_port =", 1, 1, "no value", "default"),
        Arguments.of("= 1", 1, 1, "no key", "key = value"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void reportsTheMistakeWhereItIs(
      String text, int line, int column, String problem, String remedy) {
    assertThat(read(text).findings())
        .singleElement()
        .satisfies(f -> {
          assertThat(f.problem()).contains(problem);
          assertThat(f.remedy()).contains(remedy);
          assertThat(List.of(f.line(), f.column())).containsExactly(line, column);
        });
  }

  @Test
  void mistakesInOptionsNameTheOption() {
    assertThat(read("", "ike_port=x", "kernel").findings())
        .extracting(Finding::toString)
        .containsExactly(
            "-o `kernel`: error: no `=` in the option; write -o key=value",
            "-o ike_port: error: ike_port = `x`; write a number from 1 to 65535");
  }

  @Test
  void warnsOfAPinOnTheCommandLineWithoutShowingIt() {
    List<Finding> findings = read("", "pkcs11_token/pin=4711").findings();
    assertThat(findings).extracting(Finding::severity).containsExactly(Severity.WARNING);
    assertThat(findings.toString()).doesNotContain("4711");
  }
}
