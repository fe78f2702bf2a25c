package org.ikev2d.config.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ikev2d.config.check.Finding;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.ChildLifetime;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.IdPattern;
import org.ikev2d.port.IkeXform;
import org.ikev2d.port.Path;
import org.ikev2d.port.PeerRule;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IdType;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleReaderTest {
  static final String XFORM =
      "ikesa_xform { encr_alg aes(256..256) auth_alg sha384 dh_group 20 }\n";
  private static final String WORKED_EXAMPLE =
      """
      # global part
      ikesa_lifetime_secs 3600
      ikesa_xform { encr_alg aes(256..256) auth_alg sha384 dh_group 20 }
      ikesa_xform { encr_alg aes(128..128) auth_alg sha256 dh_group 19 }   // second choice

      { label "east-west" auth_method preshared
        local_addr 198.51.100.16 remote_addr 203.0.113.213 }

      {
        # generator style
        label "0c55-site"
        local_addr 198.51.100.16
        remote_addr 203.0.113.77
        local_id IP = "198.51.100.16"
        remote_id IP = "203.0.113.77"
        childsa_pfs 14
        auth_method preshared
        ikesa_xform { oakley_group 14 auth_alg sha1 encr_alg aes(128..128) }
      }
      """;

  static Loaded<RuleFile> read(String text) {
    return RuleReader.read("f", text, IkeSupport.all());
  }

  private static PeerRule only(String text) {
    Loaded<RuleFile> loaded = read(text);
    assertThat(loaded.findings()).isEmpty();
    return loaded.value().orElseThrow().rules().getFirst();
  }

  private static PeerRule psk(String more) {
    return only(
        XFORM
            + "{ label x auth_method preshared local_addr 10.0.0.1 remote_addr 10.0.0.2 "
            + more
            + " }");
  }

  private static IkeXform xform(String fields) {
    return psk("ikesa_xform { " + fields + " }").xforms().getFirst();
  }

  @Test
  void readsTheWorkedExample() {
    List<PeerRule> rules = read(WORKED_EXAMPLE).good().orElseThrow().rules();
    assertThat(rules).extracting(PeerRule::label).containsExactly("east-west", "0c55-site");
    assertThat(rules.getFirst().xforms())
        .containsExactly(
            new IkeXform(
                List.of(EncrChoice.of(EncrId.AES_CBC, 256)),
                List.of(IntegId.HMAC_SHA2_384_192),
                List.of(PrfId.HMAC_SHA2_384),
                List.of(GroupId.ECP_384),
                Duration.ofHours(1)),
            new IkeXform(
                List.of(EncrChoice.of(EncrId.AES_CBC, 128)),
                List.of(IntegId.HMAC_SHA2_256_128),
                List.of(PrfId.HMAC_SHA2_256),
                List.of(GroupId.ECP_256),
                Duration.ofHours(1)));
  }

  @Test
  void aRuleTransformReplacesTheGlobalOnes() throws Exception {
    PeerRule rule = read(WORKED_EXAMPLE).good().orElseThrow().rules().getLast();
    assertThat(rule.xforms()).hasSize(1);
    assertThat(rule.xforms().getFirst().integ()).containsExactly(IntegId.HMAC_SHA1_96);
    assertThat(rule.xforms().getFirst().groups()).containsExactly(GroupId.MODP_2048);
    assertThat(rule.childPfs()).containsExactly(GroupId.MODP_2048);
    assertThat(rule.localId()).contains(Identity.ofAddress(InetAddress.ofLiteral("198.51.100.16")));
    assertThat(rule.remoteIds())
        .containsExactly(
            new IdPattern.Exact(Identity.ofAddress(InetAddress.ofLiteral("203.0.113.77"))));
  }

  @Test
  void readsPresharedRulesWithPrefixesOfBothFamilies() {
    PeerRule rule =
        only(
            XFORM
                + "{ label x auth_method preshared local_addr 10.0.0.0/8 2001:db8::/32\n"
                + "remote_addr 192.0.2.0/255.255.255.0 remote_addr 2001:db8:1::-2001:db8:1::ff }");
    assertThat(rule.covers(path("10.9.9.9", "192.0.2.200"))).isTrue();
    assertThat(rule.covers(path("10.9.9.9", "192.0.3.1"))).isFalse();
    assertThat(rule.covers(path("2001:db8:9::1", "2001:db8:1::80"))).isTrue();
    assertThat(rule.covers(path("2001:db8:9::1", "2001:db8:1::100"))).isFalse();
  }

  private static Path path(String local, String remote) {
    return new Path(
        new InetSocketAddress(InetAddress.ofLiteral(local), 500),
        new InetSocketAddress(InetAddress.ofLiteral(remote), 500),
        false);
  }

  @Test
  void readsCertificateRulesWithDistinguishedNames() {
    PeerRule rule =
        only(
            XFORM
                + "{ label x auth_method cert local_addr 10.0.0.1 remote_addr 10.0.0.2\n"
                + "local_id DN = \"C=US, O=Example, CN=gw1\" remote_id DN \"CN=gw2,O=Example,C=US\""
                + " }");
    assertThat(rule.localAuth()).isEqualTo(AuthChoice.CERT);
    assertThat(rule.localId().orElseThrow().type()).isEqualTo(IdType.DER_ASN1_DN);
    // SEQUENCE, SET, SEQUENCE, OID 2.5.4.6: the country comes first in both
    assertThat(rule.localId().orElseThrow().data().toHex()).startsWith("302d310b3009060355040613");
    assertThat(rule.remoteIds().getFirst()).hasToString("DER_ASN1_DN:CN=gw2,O=Example,C=US");
  }

  /** As DistinguishedName.parse of the key stores does; the order here is RFC 2253's. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "C=US, O=Example            | O=Example,C=US",
        "O=Example, C=US            | O=Example,C=US",
        "O=Example, OU=VPN          | OU=VPN,O=Example",
        "C=DE, ST=BY, L=Ort, O=A    | O=A,L=Ort,ST=BY,C=DE",
        "DC=example, DC=com         | DC=example,DC=com",
        "UID=u, DC=example, DC=com  | UID=u,DC=example,DC=com",
        "O=Example, CN=a, OU=VPN    | OU=VPN,CN=a,O=Example"
      })
  void readsNamesInEitherOrder(String written, String rfc2253) {
    PeerRule rule =
        only(
            XFORM
                + "{ label x auth_method cert local_addr 10.0.0.1 remote_addr 10.0.0.2\n"
                + "local_id DNS = \"a.example.com\" remote_id DN = \""
                + written
                + "\" }");
    assertThat(rule.remoteIds().getFirst()).hasToString("DER_ASN1_DN:" + rfc2253);
  }

  @Test
  void anAsteriskInADistinguishedNameStandsForOneValue() {
    PeerRule rule =
        only(
            XFORM
                + "{ label x auth_method cert local_addr 10.0.0.1 remote_addr 10.0.0.2\n"
                + "local_id ip 10.0.0.1 remote_id DN = \"C=US, O=Example, CN=*\" }");
    IdPattern pattern = rule.remoteIds().getFirst();
    assertThat(pattern.matches(name("CN=gw7,O=example,C=US"))).isTrue();
    assertThat(pattern.matches(name("CN=gw7,O=Other,C=US"))).isFalse();
    assertThat(pattern.matches(name("CN=gw7,OU=x,O=Example,C=US"))).isFalse();
    assertThat(pattern.matches(name("OU=gw7,O=Example,C=US"))).isFalse();
    assertThat(pattern.matches(Identity.ofFqdn("gw7"))).isFalse();
  }

  private static Identity name(String text) {
    return new Identity(
        IdType.DER_ASN1_DN,
        Bytes.wrap(new javax.security.auth.x500.X500Principal(text).getEncoded()));
  }

  @Test
  void readsManyKindsOfPeerIdentities() {
    PeerRule rule =
        psk(
            "remote_id FQDN = \"gw.example.com\" remote_id mbox \"u@example.com\""
                + " remote_id DNS=\"b.example.com\" remote_id IP = \"192.0.2.0/24\""
                + " remote_id ipv6 \"2001:db8::1\" remote_id key_id \"k 1\"");
    assertThat(rule.remoteIds()).hasSize(6);
    assertThat(rule.remoteIds())
        .contains(
            new IdPattern.Exact(Identity.ofFqdn("gw.example.com")),
            new IdPattern.Exact(Identity.ofMailbox("u@example.com")),
            new IdPattern.Exact(Identity.ofAddress(InetAddress.ofLiteral("2001:db8::1"))));
    Identity within = Identity.ofAddress(InetAddress.ofLiteral("192.0.2.77"));
    assertThat(rule.remoteIds()).anyMatch(p -> p.matches(within));
  }

  @ParameterizedTest
  @CsvSource({"ANY", "any", "'\"\"'", "'FQDN = \"\"'"})
  void readsWildcardPeerIdentities(String wildcard) {
    assertThat(psk("remote_id " + wildcard).remoteIds()).containsExactly(new IdPattern.Any());
  }

  @Test
  void readsDifferentMethodsForTheTwoSides() {
    PeerRule rule =
        only(
            XFORM
                + "{ label x local_auth_method preshared remote_auth_method cert remote_id ANY"
                + " local_addr 10.0.0.1 remote_addr 10.0.0.2 }");
    assertThat(rule.localAuth()).isEqualTo(AuthChoice.PRESHARED);
    assertThat(rule.remoteAuth()).isEqualTo(AuthChoice.CERT);
  }

  @Tag("R7296-3.3.5-2")
  @Test
  void expandsKeyLengthsStrongestFirst() {
    assertThat(xform("encr_alg aes(128..256) auth_alg sha256 dh_group 14").encr())
        .containsExactly(
            EncrChoice.of(EncrId.AES_CBC, 256),
            EncrChoice.of(EncrId.AES_CBC, 192),
            EncrChoice.of(EncrId.AES_CBC, 128));
    assertThat(xform("encr_alg aes auth_alg sha256 dh_group 14").encr()).hasSize(3);
    assertThat(xform("encr_alg aes ( 0x80 .. 0300 ) auth_alg sha256 dh_group 14").encr())
        .containsExactly(EncrChoice.of(EncrId.AES_CBC, 192), EncrChoice.of(EncrId.AES_CBC, 128));
  }

  @Test
  void readsTripleDesWithoutKeyLength() {
    assertThat(xform("encr_alg 3des auth_alg sha1 dh_group 2").encr())
        .containsExactly(EncrChoice.of(EncrId.TRIPLE_DES));
  }

  @Test
  void readsCombinedModeCiphersWithAPrf() {
    IkeXform xform = xform("encr_alg aes-gcm-16(256..256) prf sha512 dh_group 31");
    assertThat(xform.encr()).containsExactly(EncrChoice.of(EncrId.AES_GCM_16, 256));
    assertThat(xform.integ()).isEmpty();
    assertThat(xform.prf()).containsExactly(PrfId.HMAC_SHA2_512);
    assertThat(xform.groups()).containsExactly(GroupId.CURVE25519);
  }

  @Test
  void anOwnPrfWinsOverThatOfTheIntegrity() {
    assertThat(xform("encr_alg aes auth_alg sha1 prf sha256 dh_group 14").prf())
        .containsExactly(PrfId.HMAC_SHA2_256);
  }

  @Test
  void globalLifetimesHoldForWhatFollows() {
    List<PeerRule> rules =
        read("""
        ikesa_xform { encr_alg aes auth_alg sha1 dh_group 14 }
        ikesa_lifetime_secs 100
        ikesa_xform { encr_alg aes auth_alg sha1 dh_group 15 }
        ikesa_xform { encr_alg aes auth_alg sha1 dh_group 16 ikesa_lifetime_secs 200 }
        { label a auth_method preshared local_addr 10.0.0.1 remote_addr 10.0.0.2 }
        { label b auth_method preshared local_addr 10.0.0.1 remote_addr 10.0.0.3
          ikesa_lifetime_secs 300 }
        """)
            .good()
            .orElseThrow()
            .rules();
    assertThat(rules.getFirst().xforms())
        .extracting(x -> x.lifetime().toSeconds())
        .containsExactly(14_400L, 100L, 200L);
    assertThat(rules.getLast().xforms())
        .extracting(x -> x.lifetime().toSeconds())
        .containsOnly(300L);
  }

  @Test
  void childLimitsDefaultToThoseOfSolaris() {
    assertThat(psk("").childLifetime()).isEqualTo(ChildLifetime.DEFAULT);
  }

  @Test
  void aHardChildLimitGivesASoftOneOfNineTenths() {
    ChildLifetime lifetime =
        psk("childsa_lifetime_secs 1000 childsa_lifetime_kb 100 childsa_idletime_secs 60")
            .childLifetime();
    assertThat(lifetime)
        .isEqualTo(
            new ChildLifetime(
                Duration.ofSeconds(900),
                Duration.ofSeconds(1000),
                90 * 1024,
                100 * 1024,
                Duration.ofSeconds(60)));
  }

  @Test
  void aSoftChildLimitEqualToTheHardOneMeansNone() {
    assertThat(psk("childsa_lifetime_secs 1000 childsa_softlife_secs 1000").childLifetime().soft())
        .isEqualTo(Duration.ZERO);
  }

  @Test
  void anAuthenticationIsGoodForEverUnlessTheRuleOrTheFileLimitsIt() {
    assertThat(psk("").authLifetime()).isEqualTo(Duration.ZERO);
    assertThat(psk("auth_lifetime_secs 86400").authLifetime()).isEqualTo(Duration.ofDays(1));
    String rule = "{ label x auth_method preshared local_addr 10.0.0.1 remote_addr 10.0.0.2 }";
    assertThat(only("auth_lifetime_secs 60\n" + XFORM + rule).authLifetime())
        .isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void rulesOnOneLineOrManyAreTheSame() {
    String rule =
        "{ label \"a b\" auth_method preshared local_addr 10.0.0.1 remote_addr 10.0.0.2 }";
    assertThat(only(XFORM + rule))
        .isEqualTo(only(XFORM + rule.replace(' ', '\n').replace("a\nb", "a b")));
    assertThat(only(XFORM + rule))
        .isEqualTo(
            only(XFORM + rule.replace(" ", " # c\n// d\n").replace("a # c\n// d\nb", "a b")));
  }

  @Test
  void moreRulesTakeOverTheGlobalsOfTheirFile() {
    RuleFile file = read(WORKED_EXAMPLE).good().orElseThrow();
    Loaded<RuleFile> more =
        RuleReader.readMore(
            "add rule",
            "{ label new auth_method preshared local_addr 10.0.0.1 remote_addr 10.0.0.2 }",
            IkeSupport.all(),
            file);
    assertThat(more.findings()).isEmpty();
    assertThat(more.value().orElseThrow().rules().getFirst().xforms())
        .isEqualTo(file.rules().getFirst().xforms());
    assertThat(file.plus(more.value().orElseThrow()).rules()).hasSize(3);
  }

  @Test
  void addedRulesNeedNewLabels() {
    RuleFile file = read(WORKED_EXAMPLE).good().orElseThrow();
    Loaded<RuleFile> more =
        RuleReader.readMore(
            "add rule",
            "{ label east-west auth_method preshared local_addr 10.0.0.1 remote_addr 10.0.0.2 }",
            IkeSupport.all(),
            file);
    assertThat(more.findings())
        .extracting(Finding::problem)
        .containsExactly("label `east-west` is that of an existing rule");
  }

  @Test
  void partlySupportedKeyLengthsAreAWarning() {
    IkeSupport some =
        new IkeSupport(c -> c.keyBits().orElse(0) != 192, i -> true, p -> true, g -> true, false);
    Loaded<RuleFile> loaded =
        RuleReader.read("f", "ikesa_xform { encr_alg aes auth_alg sha1 dh_group 14 }", some);
    assertThat(loaded.hasErrors()).isFalse();
    assertThat(loaded.findings()).hasSize(1);
    assertThat(loaded.findings().getFirst().problem()).contains("AES_CBC").contains("left out");
  }

  @Test
  void whatTheDaemonCannotDoIsAnError() {
    IkeSupport none = new IkeSupport(c -> false, i -> false, p -> false, g -> false, false);
    Loaded<RuleFile> loaded =
        RuleReader.read(
            "f",
            XFORM + "{ label x auth_method cert local_addr 10.0.0.1 remote_addr 10.0.0.2 }",
            none);
    assertThat(loaded.findings())
        .extracting(Finding::problem)
        .contains(
            "encr_alg `aes` is not supported here",
            "auth_alg `sha384` is not supported here",
            "group 20 (ECP_384) is not supported here",
            "method `cert` needs certificates");
    assertThat(loaded.good()).isEqualTo(Optional.empty());
  }
}
