package org.ikev2d.config.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.ikev2d.config.check.Finding;
import org.ikev2d.config.check.Severity;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RuleFindingsTest {
  private static final String XFORM =
      "ikesa_xform { encr_alg aes(256..256) auth_alg sha384 dh_group 20 }\n";
  private static final String RULE =
      "label x auth_method preshared local_addr 10.0.0.1 remote_addr 10.0.0.2";

  static List<Arguments> mistakes() {
    return List.of(
        // text, line, column, part of the problem, part of the remedy
        mistake(
            "ikesa_lifetime_sec 9",
            1,
            1,
            "unknown keyword `ikesa_lifetime_sec`",
            "`ikesa_lifetime_secs`"),
        mistake("IKESA_LIFETIME_SECS 9", 1, 1, "wrong letter case", "`ikesa_lifetime_secs`"),
        mistake("\n  p1_xform { auth_method preshared }", 2, 3, "keyword of IKEv1", "ikesa_xform"),
        mistake("retry_limit 5", 1, 1, "keyword of IKEv1", "response_wait_time"),
        mistake("ikesa_lifetime_secs", 1, 1, "needs a number", "NUMBER"),
        mistake("ikesa_lifetime_secs x", 1, 21, "`x` is out of range", "from 1 to 4294967295"),
        mistake("ikesa_lifetime_secs 0", 1, 21, "`0` is out of range", "from 1"),
        mistake("ikesa_lifetime_secs 08", 1, 21, "`08` is out of range", "from 1"),
        mistake("ikesa_lifetime_secs 0x100000000", 1, 21, "out of range", "from 1"),
        mistake("ikesa_lifetime_secs = 9", 1, 21, "`=` after", "leave it out"),
        mistake("}", 1, 1, "closes nothing", "`{`"),
        mistake("label x", 1, 1, "does not belong at the top", "in a rule"),
        mistake("encr_alg aes", 1, 1, "does not belong at the top", "in an ikesa_xform"),
        mistake(
            "ikesa_xform { encr_alg aes(128..) auth_alg sha1 dh_group 14 }",
            1,
            27,
            "are a range",
            "aes(128..128)"),
        mistake(
            "ikesa_xform { encr_alg aes(256) auth_alg sha1 dh_group 14 }",
            1,
            27,
            "are a range",
            "aes(256..256)"),
        mistake(
            "ikesa_xform { encr_alg aes(256..128) auth_alg sha1 dh_group 14 }",
            1,
            28,
            "not a range",
            "LOW"),
        mistake(
            "ikesa_xform { encr_alg aes(64..128) auth_alg sha1 dh_group 14 }",
            1,
            28,
            "has no key of 64..128",
            "128, 192, 256"),
        mistake(
            "ikesa_xform { encr_alg aes(130..140) auth_alg sha1 dh_group 14 }",
            1,
            28,
            "has no key",
            "128, 192, 256"),
        mistake("ikesa_xform { encr_alg des auth_alg sha1 dh_group 14 }", 1, 24, "too weak", "aes"),
        mistake(
            "ikesa_xform { encr_alg null auth_alg sha1 dh_group 14 }",
            1,
            24,
            "unknown encr_alg",
            ""),
        mistake(
            "ikesa_xform { encr_alg aees auth_alg sha1 dh_group 14 }",
            1,
            24,
            "unknown encr_alg `aees`",
            "`aes`"),
        mistake(
            "ikesa_xform { encr_alg aes auth_alg md5 dh_group 14 }", 1, 37, "too weak", "sha256"),
        mistake(
            "ikesa_xform { encr_alg aes auth_alg sha265 dh_group 14 }",
            1,
            37,
            "unknown auth_alg",
            "`sha256`"),
        mistake(
            "ikesa_xform { encr_alg aes auth_alg sha1 prf sha0 dh_group 14 }",
            1,
            46,
            "unknown prf",
            "sha1"),
        mistake(
            "ikesa_xform { encr_alg aes auth_alg sha1 dh_group 1 }",
            1,
            51,
            "group 1 was removed",
            "14"),
        mistake(
            "ikesa_xform { encr_alg aes auth_alg sha1 dh_group 99 }",
            1,
            51,
            "unknown group `99`",
            "14"),
        mistake(
            "ikesa_xform { encr_alg aes auth_alg sha1 dh_group 14 dh_group 15 }",
            1,
            54,
            "second `dh_group`",
            "another ikesa_xform"),
        mistake("ikesa_xform { auth_alg sha1 dh_group 14 }", 1, 1, "without encr_alg", "encr_alg"),
        mistake("ikesa_xform { encr_alg aes dh_group 14 }", 1, 1, "without auth_alg", "auth_alg"),
        mistake("ikesa_xform { encr_alg aes auth_alg sha1 }", 1, 1, "without dh_group", "dh_group"),
        mistake("ikesa_xform { encr_alg aes-gcm dh_group 14 }", 1, 1, "without prf", "prf sha256"),
        mistake(
            "ikesa_xform { encr_alg aes-gcm auth_alg sha1 dh_group 14 }",
            1,
            1,
            "auth_alg beside aes-gcm-16",
            "prf"),
        mistake("ikesa_xform encr_alg aes", 1, 1, "needs a block", "{"),
        mistake(
            "ikesa_xform { encr_alg aes auth_alg sha1 dh_group 14",
            1,
            13,
            "this `{` has no `}`",
            "close"),
        mistake("{ " + RULE + " }", 1, 1, "rule without an ikesa_xform", "add ikesa_xform"),
        rule(
            "auth_method preshared local_addr 10.0.0.1 remote_addr 10.0.0.2",
            1,
            "rule without `label`",
            "label"),
        rule(
            "label x auth_method preshared remote_addr 10.0.0.2",
            1,
            "rule without `local_addr`",
            "local_addr"),
        rule(
            "label x auth_method preshared local_addr 10.0.0.2",
            1,
            "rule without `remote_addr`",
            "remote_addr"),
        rule(
            "label x local_addr 10.0.0.1 remote_addr 10.0.0.2",
            1,
            "rule without `auth_method`",
            "preshared"),
        rule(RULE + " label y", 74, "second `label`", "keep one"),
        rule(
            RULE + " local_id IP 1.2.3.4 local_id IP 1.2.3.5", 94, "second `local_id`", "keep one"),
        rule(RULE + " remote_id", 74, "needs an identity", "FQDN"),
        rule(RULE + " remote_id FQDN", 74, "needs a value after", "FQDN"),
        rule(RULE + " remote_id \"gw\"", 84, "without a type", "ANY"),
        rule(RULE + " remote_id Fqdn \"gw\"", 84, "identity type `Fqdn`", "`fqdn`"),
        rule(RULE + " remote_id gn \"gw\"", 87, "not supported", "DN"),
        rule(RULE + " remote_id mbox \"gw\"", 89, "not a mailbox", "user@"),
        rule(RULE + " remote_id fqdn \"g w\"", 89, "not a domain name", "gw.example.com"),
        rule(RULE + " remote_id DN \"gw\"", 87, "not a distinguished name", "CN="),
        rule(RULE + " remote_id ipv4 \"::1\"", 89, "not of the family", "ipv6"),
        rule(RULE + " local_id ANY", 83, "wildcard as local_id", "one"),
        rule(RULE + " local_id IP \"10.0.0.0/8\"", 86, "stands for many", "one"),
        rule(RULE + " remote_addr fe80::1%eth0", 86, "not an address", "192.0.2.1"),
        rule(RULE + " remote_addr 10.0.0.300", 86, "not an address", "192.0.2.1"),
        rule(RULE + " remote_addr any", 86, "not an address", "0.0.0.0/0"),
        rule(RULE + " remote_addr 10.0.0.0/33", 86, "prefix length", "0 to 32"),
        rule(RULE + " remote_addr ::/129", 86, "prefix length", "0 to 128"),
        rule(RULE + " remote_addr 10.0.0.0/255.0.255.0", 86, "prefix length", "mask"),
        rule(RULE + " remote_addr 10.0.0.9-10.0.0.1", 86, "runs backwards", "LOWEST"),
        rule(RULE + " remote_addr !10.0.0.9", 86, "exclusion", "without exceptions"),
        rule(
            "label x auth_method preshared local_addr 10.0.0.1 remote_addr ::1",
            1,
            "no address family in common",
            "IPv4"),
        rule(
            "label x auth_method pre_shared local_addr 10.0.0.1 remote_addr 10.0.0.2",
            23,
            "unknown authentication method",
            "`preshared`"),
        rule(
            "label \"\" auth_method preshared local_addr 10.0.0.1 remote_addr 10.0.0.2",
            9,
            "label `` is empty",
            "1 to 255"),
        rule(
            RULE + " childsa_lifetime_secs 10 childsa_softlife_secs 11",
            121,
            "above the hard limit 10",
            "at most 10"),
        rule(
            RULE + " childsa_lifetime_secs 10 childsa_idletime_secs 11",
            121,
            "above the soft limit 9",
            "at most 9"),
        rule(RULE + " childsa_pfs 99", 86, "unknown group", "0 for none"),
        rule(RULE + " childsa_pfs 19 20 99", 92, "unknown group `99`", "0 for none"),
        rule(
            RULE + " childsa_pfs 19 31 0x13", 92, "group 19 is there twice", "the preferred first"),
        rule(RULE + " childsa_pfs 19 0", 89, "group 0 beside others", "childsa_pfs 0 for none"),
        rule(RULE + " childsa_pfs none", 86, "group `none` is not a number", "0 for none"),
        rule(RULE + " childsa_pfs", 74, "`childsa_pfs` needs a number or several", "NUMBER"),
        rule(RULE + " label \"open", 80, "this string has no end", "same line"));
  }

  private static Arguments mistake(
      String text, int line, int column, String problem, String remedy) {
    return Arguments.of(text, line, column, problem, remedy);
  }

  private static Arguments rule(String body, int column, String problem, String remedy) {
    return Arguments.of(XFORM + "{ " + body + " }", 2, column, problem, remedy);
  }

  @Tag("R8247-2-2")
  @ParameterizedTest
  @MethodSource("mistakes")
  void reportsTheMistakeWhereItIs(
      String text, int line, int column, String problem, String remedy) {
    List<Finding> findings = RuleReaderTest.read(text).findings();
    assertThat(findings)
        .as("%s", findings)
        .anySatisfy(f -> {
          assertThat(f.problem()).contains(problem);
          assertThat(f.remedy()).contains(remedy);
          assertThat(f.severity()).isEqualTo(Severity.ERROR);
          assertThat(List.of(f.line(), f.column())).containsExactly(line, column);
        });
  }

  @Test
  void reportsAllMistakesOfAFile() {
    List<Finding> findings =
        RuleReaderTest.read(
                """
                ikesa_xform { encr_alg aes auth_alg md5 dh_group 14 }
                ikesa_xform { encr_alg aes auth_alg sha1 dh_group 14 }
                { label a auth_method preshared local_addr 10.0.0.1 remote_addr nowhere }
                { lable b auth_method preshared local_addr 10.0.0.1 remote_addr 10.0.0.3 }
                { label c auth_method preshared local_addr 10.0.0.1 remote_addr 10.0.0.4 }
                { label c auth_method preshared local_addr 10.0.0.1 remote_addr 10.0.0.5 }
                """)
            .findings();
    assertThat(findings)
        .extracting(f -> f.line() + ": " + f.problem())
        .containsExactly(
            "1: auth_alg `md5` was removed because it is too weak",
            "3: `nowhere` is not an address",
            "4: unknown keyword `lable`",
            "6: label `c` is that of the rule at line 5");
  }

  @Test
  void aForgottenBraceHidesNothingThatFollows() {
    var loaded =
        RuleReaderTest.read(
            XFORM
                + "{ label a auth_method preshared local_addr 10.0.0.1 remote_addr 10.0.0.2\n"
                + "{ label b auth_method preshared local_addr 10.0.0.1 remote_addr 10.0.0.3 }\n");
    assertThat(loaded.findings())
        .extracting(Finding::toString)
        .containsExactly(
            "f:3:1: error: `{` in a rule that began at line 2; close that one with `}` first");
    assertThat(loaded.value().orElseThrow().rules()).extracting(r -> r.label()).contains("b");
  }

  @Test
  void warnsOfARuleThatIsNeverUsed() {
    assertThat(twoRules("10.0.0.0/8", "", "10.1.0.0/16", ""))
        .extracting(Finding::toString)
        .containsExactly(
            "f:3:1: warning: rule `b`: rule `a` at line 2 covers all its addresses and identities;"
                + " put it before that one, else it is never used");
  }

  @Test
  void warnsOfARuleThatIsNeverUsedToInitiate() {
    assertThat(twoRules("10.0.0.0/8", "remote_id FQDN a", "10.1.0.0/16", "remote_id FQDN b"))
        .extracting(Finding::remedy)
        .containsExactly("put it before that one, else it is never used to initiate");
  }

  @Test
  void warnsOfRulesThatCoverPartOfEachOther() {
    assertThat(twoRules("10.0.0.1-10.0.0.9", "", "10.0.0.5-10.0.0.15", ""))
        .extracting(Finding::problem)
        .containsExactly("rule `b`: rule `a` at line 2 covers some of its addresses");
  }

  @Test
  void aSpecialRuleBeforeAGeneralOneIsFine() {
    assertThat(twoRules("10.1.0.0/16", "", "10.0.0.0/8", "")).isEmpty();
  }

  private static List<Finding> twoRules(String first, String more1, String second, String more2) {
    String rule = "{ label %s auth_method preshared local_addr 192.0.2.1 remote_addr %s %s }\n";
    return RuleReaderTest.read(
            XFORM + rule.formatted("a", first, more1) + rule.formatted("b", second, more2))
        .findings();
  }

  @Test
  void warnsOfBitsBeyondThePrefix() {
    List<Finding> findings =
        RuleReaderTest.read(XFORM + "{ " + RULE.replace("10.0.0.2", "10.0.0.2/8") + " }")
            .findings();
    assertThat(findings).extracting(Finding::severity).containsExactly(Severity.WARNING);
    assertThat(findings.getFirst().remedy()).isEqualTo("it is taken as 10.0.0.0/8");
  }

  @Test
  void noTextMakesTheReaderThrow() {
    String good =
        XFORM
            + "ikesa_lifetime_secs 3600 // c\n{ "
            + RULE
            + " local_id DN = \"C=US, CN=a\" remote_id FQDN=\"b\" remote_id ANY childsa_pfs 14 #"
            + " d\n"
            + XFORM
            + "}\n";
    Random random = new Random(7296);
    String alphabet = "{}()=.#/\"\\\n 0x9a:-!\u00e9";
    for (int round = 0; round < 5000; round++) {
      StringBuilder text = new StringBuilder(good);
      for (int i = 0; i <= random.nextInt(8); i++) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
          case 2 -> text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
          default -> text.delete(at, Math.min(text.length(), at + random.nextInt(30)));
        }
        if (text.isEmpty()) {
          text.append('{');
        }
      }
      var loaded = RuleReaderTest.read(text.toString());
      assertThat(loaded.value()).isPresent();
    }
  }
}
