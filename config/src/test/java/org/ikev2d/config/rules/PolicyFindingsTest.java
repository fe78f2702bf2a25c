package org.ikev2d.config.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.ikev2d.config.check.Finding;
import org.ikev2d.config.check.Loaded;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyFindingsTest {
  private static final String GOOD =
      "{ raddr 10.0.0.2 } ipsec { encr_algs aes encr_auth_algs sha1 }";
  private static final String MANY = "ulp tcp ".repeat(11);

  static List<Arguments> mistakes() {
    return List.of(
        // structure
        at(
            GOOD + "\nor ipsec { encr_auth_algs sha1 }",
            2,
            1,
            "`or` at the start of a line",
            "the } before"),
        at("or", 1, 1, "`or` at the start of a line", "the } before"),
        at("raddr 10.0.0.2", 1, 1, "`raddr` outside an entry", "pattern"),
        at(GOOD + " " + GOOD, 1, 64, "within a line", "line of its own"),
        at(GOOD + " \\", 1, 64, "backslash after an entry", "leave it out"),
        at(GOOD + " x", 1, 64, "`x` after an entry", "end the line"),
        at("{ raddr 10.0.0.2 }", 1, 1, "missing action", "ipsec"),
        at("{ raddr 10.0.0.2 } ipsec", 1, 20, "missing properties", "{"),
        at("{ raddr 10.0.0.2 } protect { }", 1, 20, "invalid action `protect`", "ipsec"),
        at(
            "{ raddr 10.0.0.2 } Ipsec { encr_auth_algs sha1 }",
            1,
            20,
            "invalid action `Ipsec`",
            "`ipsec`"),
        at("{ raddr 10.0.0.2", 1, 1, "incomplete pattern", "close"),
        at("{ raddr 10.0.0.2 } ipsec { encr_algs aes", 1, 26, "incomplete properties", "close"),
        at("{ radr 10.0.0.2 } drop {}", 1, 3, "invalid pattern word `radr`", "`raddr`"),
        at(
            "{ raddr 10.0.0.2 } ipsec { encr_alg aes }",
            1,
            28,
            "invalid properties word",
            "`encr_algs`"),
        at("{ raddr } drop {}", 1, 3, "`raddr` requires a value", "add it"),
        at("{ laddr raddr 10.0.0.2 } drop {}", 1, 3, "`laddr` requires a value", "add it"),
        at("{ raddr 10.0.0.2 raddr 10.0.0.3 } drop {}", 1, 18, "duplicate `raddr`", "keep one"),
        at("{ raddr 10.0.0.2 remote 10.0.0.3 } drop {}", 1, 18, "duplicate `remote`", "keep one"),
        at("{ " + MANY + "} drop {}", 1, 83, "too many words", "20"),
        at(
            "{ } ipsec { sa shared sa unique encr_auth_algs sha1 }",
            1,
            23,
            "duplicate `sa`",
            "keep one"),
        // pattern
        at("{ saddr 10.0.0.2 raddr 10.0.0.3 } drop {}", 1, 9, "beside laddr", "one style"),
        at("{ raddr 10.0.0.300 } drop {}", 1, 9, "`10.0.0.300` is none", "192.0.2.1"),
        at("{ raddr 10.1 } drop {}", 1, 9, "`10.1` is none", "192.0.2.1"),
        at("{ raddr nowhere } drop {}", 1, 9, "no such name", "/etc/hosts"),
        at("{ raddr dual/24 } drop {}", 1, 9, "several addresses", "one of them"),
        at("{ raddr 0.0.0.0 } drop {}", 1, 9, "without its prefix length", "0.0.0.0/0"),
        at("{ raddr 10.0.0.0/33 } drop {}", 1, 9, "prefix length", "0 to 32"),
        at("{ laddr 10.0.0.1 raddr ::1 } drop {}", 1, 1, "no address family in common", "IPv4"),
        at("{ raddr ::1 ulp icmp } drop {}", 1, 1, "no address family in common", "IPv4"),
        at(
            "{ saddr 10.0.0.0/8 smask 255.0.0.0 } apply { auth_algs sha1 }",
            1,
            26,
            "mask and prefix",
            "keep one"),
        at(
            "{ saddr 10.0.0.0 smask 0.0.0.0 } apply { auth_algs sha1 }",
            1,
            24,
            "bad mask",
            "255.255.255.0"),
        at(
            "{ saddr 10.0.0.0 smask 255.0.255.0 } apply { auth_algs sha1 }",
            1,
            24,
            "bad mask",
            "prefix length"),
        at(
            "{ smask 255.0.0.0 } apply { auth_algs sha1 }",
            1,
            9,
            "mask without its address",
            "address"),
        at("{ ulp tpc } drop {}", 1, 7, "bad upper layer protocol `tpc`", "/etc/protocols"),
        at("{ ulp 256 } drop {}", 1, 7, "bad upper layer protocol", "0 to 255"),
        at("{ rport shh } drop {}", 1, 9, "bad port `shh`", "/etc/services"),
        at("{ rport 65536 } drop {}", 1, 9, "bad port", "65535"),
        at("{ rport 22 ulp icmp } drop {}", 1, 9, "protocol without ports", "tcp"),
        at("{ ulp icmp code 1 type 3 } drop {}", 1, 12, "`code` without a `type`", "type first"),
        at("{ ulp icmp type 256 } drop {}", 1, 17, "bad ICMP type", "0 to 255"),
        at("{ ulp icmp type 9-8 } drop {}", 1, 17, "bad ICMP type", "LOW-HIGH"),
        at("{ ulp icmp type echo6 } drop {}", 1, 17, "bad ICMP type `echo6`", "echo"),
        at("{ ulp icmp type 3 code 255 } drop {}", 1, 24, "bad ICMP code", "0 to 254"),
        at("{ dir sideways } drop {}", 1, 7, "bad direction", "in, out or both"),
        at("{ saddr 10.0.0.1 dir both } drop {}", 1, 22, "`dir both` with saddr", "in or out"),
        at("{ tunnel tun0 } ipsec { encr_auth_algs sha1 }", 1, 10, "go together", "other"),
        at("{ negotiate tunnel } ipsec { encr_auth_algs sha1 }", 1, 13, "go together", "other"),
        at(
            "{ tunnel tun0 negotiate both } ipsec { encr_auth_algs sha1 }",
            1,
            25,
            "bad negotiate",
            "transport"),
        at(
            "{ tunnel tun0 negotiate transport raddr 10.0.0.1 } ipsec { encr_auth_algs sha1 }",
            1,
            25,
            "with selectors",
            "leave"),
        at(
            "{ tunnel tun7 negotiate tunnel } ipsec { encr_auth_algs sha1 }",
            1,
            10,
            "no outer addresses",
            "tunnel.tun7 = local=ADDRESS,remote=ADDRESS"),
        // actions
        at("{ raddr 10.0.0.2 } apply { auth_algs sha1 }", 1, 20, "`apply` with laddr", "ipsec"),
        at("{ daddr 10.0.0.2 } ipsec { auth_algs sha1 }", 1, 20, "no direction", "dir in"),
        at(
            "{ daddr 10.0.0.2 } apply { auth_algs sha1 dir in }",
            1,
            20,
            "direction conflicts with `apply`",
            "dir out"),
        at(
            "{ daddr 10.0.0.2 dir out } permit { auth_algs sha1 }",
            1,
            28,
            "direction conflicts with `permit`",
            "dir in"),
        at(
            "{ raddr 10.0.0.2 } ipsec { auth_algs sha1 dir in }",
            1,
            47,
            "`dir` in the properties",
            "pattern"),
        at(
            "{ daddr 10.0.0.2 } apply { auth_algs sha1 } or apply { auth_algs sha1 }",
            1,
            20,
            "`or` in the old style",
            "ipsec"),
        at(
            "{ raddr 10.0.0.2 dir in } ipsec { auth_algs sha1 } or drop { }",
            1,
            55,
            "`or` with drop",
            "only ipsec"),
        at("{ raddr 10.0.0.2 dir in } drop { sa shared }", 1, 37, "properties of drop", "empty"),
        // properties
        at("{ raddr 10.0.0.2 } ipsec { }", 1, 20, "no algorithms", "encr_algs"),
        at("{ raddr 10.0.0.2 } ipsec { encr_algs none }", 1, 20, "no algorithms", "encr_algs"),
        at(
            "{ raddr 10.0.0.2 } ipsec { sa own encr_auth_algs sha1 }",
            1,
            31,
            "bad sa `own`",
            "shared"),
        at(
            "{ raddr 10.0.0.2 } ipsec { auth_algs sha1 encr_algs aes encr_auth_algs sha1 }",
            1,
            38,
            "cannot be negotiated by IKEv2 in one CHILD SA",
            "encr_auth_algs"),
        at(
            "{ raddr 10.0.0.2 } ipsec { encr_algs aes(64..100) encr_auth_algs sha1 }",
            1,
            38,
            "does not have",
            "128, 192, 256"),
        at(
            "{ raddr 10.0.0.2 } ipsec { encr_algs aes(256..128) encr_auth_algs sha1 }",
            1,
            38,
            "bad algorithm",
            "LOW..HIGH"),
        at(
            "{ raddr 10.0.0.2 } ipsec { encr_algs aes(129..130) encr_auth_algs sha1 }",
            1,
            38,
            "does not have",
            "128, 192, 256"),
        at(
            "{ raddr 10.0.0.2 } ipsec { encr_algs aes(x) encr_auth_algs sha1 }",
            1,
            38,
            "bad algorithm",
            "NAME(BITS)"),
        at(
            "{ raddr 10.0.0.2 } ipsec { encr_algs aes(9999999) encr_auth_algs sha1 }",
            1,
            38,
            "bad algorithm",
            "NAME(BITS)"),
        at(
            "{ raddr 10.0.0.2 } ipsec { encr_algs " + "a".repeat(40) + " encr_auth_algs sha1 }",
            1,
            38,
            "bad algorithm",
            ""),
        at(
            "{ raddr 10.0.0.2 } ipsec { encr_algs aees encr_auth_algs sha1 }",
            1,
            38,
            "unknown encryption algorithm `aees`",
            "`aes`"),
        at(
            "{ raddr 10.0.0.2 } ipsec { encr_algs des encr_auth_algs sha1 }",
            1,
            38,
            "too weak",
            "aes"),
        at("{ raddr 10.0.0.2 } ipsec { encr_auth_algs md5 }", 1, 43, "too weak", "sha256"),
        at(
            "{ raddr 10.0.0.2 } ipsec { encr_auth_algs sha1(128) }",
            1,
            43,
            "does not have",
            "160 bits"),
        at(
            "{ raddr 10.0.0.2 } ipsec { encr_auth_algs 99 }",
            1,
            43,
            "unknown authentication algorithm",
            "sha256"),
        at(
            "{ raddr 10.0.0.2 } ipsec { encr_algs any(512) encr_auth_algs sha1 }",
            1,
            38,
            "kernel has no algorithm",
            "widen"),
        at(
            "{ raddr 10.0.0.2 } ipsec { encr_algs aes-gcm encr_auth_algs sha1 }",
            1,
            61,
            "authenticates by itself",
            "leave"),
        at(
            "{ raddr 10.0.0.2 } ipsec { encr_algs aes encr_auth_algs sha1 }" + " ".repeat(1000),
            1,
            1024,
            "more than 1023",
            "break"));
  }

  private static Arguments at(String text, int line, int column, String problem, String remedy) {
    return Arguments.of(text, line, column, problem, remedy);
  }

  @Tag("R8247-2-2")
  @ParameterizedTest
  @MethodSource("mistakes")
  void reportsTheMistakeWhereItIs(
      String text, int line, int column, String problem, String remedy) {
    Loaded<PolicyFile> loaded = PolicyFixture.read(text + "\n");
    assertThat(loaded.hasErrors()).isTrue();
    assertThat(loaded.findings())
        .as("%s", loaded.findings())
        .anySatisfy(f -> {
          assertThat(f.problem()).contains(problem);
          assertThat(f.remedy()).contains(remedy);
          assertThat(List.of(f.line(), f.column())).containsExactly(line, column);
        });
  }

  @Test
  void everyBadEntryIsReportedAndGoodOnesAreKept() {
    Loaded<PolicyFile> loaded =
        PolicyFixture.read(
            """
            { raddr 10.0.0.300 dir in } drop {}
            { raddr 10.0.0.1 } ipsec { encr_algs aes encr_auth_algs sha1 }
            { raddr 10.0.0.2 dir in }
            { raddr 10.0.0.3 dir in } drop {}
            { raddr 10.0.0.4 } ipsec { encr_algs aes
            { raddr 10.0.0.5 dir in } bypass {}
            """);
    assertThat(loaded.findings()).extracting(Finding::line).containsExactly(1, 3, 5);
    assertThat(loaded.value().orElseThrow().policies())
        .extracting(p -> p.name())
        .contains("p:2", "p:4", "p:6");
  }

  @Test
  void tooManyActionsAreAnError() {
    String action = "ipsec { encr_auth_algs sha1 }";
    Loaded<PolicyFile> loaded =
        PolicyFixture.read("{ }\n" + (action + " or\n").repeat(20) + action);
    assertThat(loaded.findings())
        .extracting(Finding::problem)
        .contains("entry with more than 20 actions");
  }

  @Test
  void aTypeWithoutIcmpAndAMissingDirectionAreWarnings() {
    Loaded<PolicyFile> loaded = PolicyFixture.read("{ ulp tcp type 8 raddr 10.0.0.1 } drop {}");
    assertThat(loaded.hasErrors()).isFalse();
    assertThat(loaded.findings())
        .extracting(Finding::problem)
        .containsExactly(
            "`type` without an ICMP protocol is ignored",
            "`drop` without a direction is taken for both");
  }

  @Test
  void noTextMakesTheReaderThrow() {
    String good =
        """
        # comment
        { lport 22 dir both } bypass {}
        { raddr 192.0.2.7/24 rport http ulp tcp } ipsec { encr_algs aes(128..256) encr_auth_algs any }
        { laddr ::/0 dir out } ipsec { encr_algs any(128) } or ipsec { auth_algs 7 sa unique }
        { daddr 192.0.2.7 dmask 0xffffff00 } apply { auth_algs sha256 }
        { tunnel tun0 negotiate tunnel laddr 10.1.0.0/16 } ipsec { encr_algs 12 encr_auth_algs 3 }
        { ulp icmp type 3-5 code 1 dir in } drop {}
        """;
    Random random = new Random(4301);
    String alphabet = "{}()./#\\\n 09ax-:\u00e9\t";
    for (int round = 0; round < 3000; round++) {
      StringBuilder text = new StringBuilder(good);
      for (int i = 0; i <= random.nextInt(8); i++) {
        int at = random.nextInt(text.length() - 40);
        switch (random.nextInt(4)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
          case 2 -> text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
          default -> text.delete(at, at + random.nextInt(20));
        }
      }
      assertThat(PolicyFixture.read(text.toString()).value()).isPresent();
    }
  }
}
