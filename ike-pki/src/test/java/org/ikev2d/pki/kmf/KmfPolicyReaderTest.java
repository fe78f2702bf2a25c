package org.ikev2d.pki.kmf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.policy.RevocationPolicy;
import org.ikev2d.pki.x509.ExtendedUse;
import org.ikev2d.pki.x509.KeyUse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KmfPolicyReaderTest {
  private static final String FULL =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <!DOCTYPE kmf-policy-db SYSTEM "/etc/security/kmfpolicy.dtd">
      <kmf-policy-db>
        <kmf-policy name="default" ignore-unknown-eku="TRUE" validity-adjusttime="2-hour"
            max-cert-path-length="3" ta-name="C=US, O=Example, CN=CA" ta-serial="0x1a"
            trust-intermediate-cas="TRUE" http-proxy="proxy.example.com"
            cert-revoke-responder-timeout="5" ignore-cert-revoke-responder-timeout="FALSE"
            revocation-required="TRUE" bypass-ipsec-policy="FALSE">
          <validation-methods>
            <ocsp>
              <ocsp-basic responder="http://ocsp.example.com/" uri-from-cert="TRUE"
                  response-lifetime="1-day" proxy="10.0.0.1:3128"/>
              <responder-cert name="CN=responder" serial="0x2"/>
            </ocsp>
            <crl basefilename="search" directory="/etc/inet/ike/crls" get-crl-uri="TRUE"/>
          </validation-methods>
          <key-usage-set><key-usage use="digitalSignature"/></key-usage-set>
          <ext-key-usage><eku-name name="ipsecIKE"/><eku-oid oid="1.2.3.4"/></ext-key-usage>
        </kmf-policy>
        <kmf-policy name="other" ignore-date="true"/>
      </kmf-policy-db>
      """;

  private static Map<String, CertPolicy> good(String text) {
    KmfPolicyReader.Outcome outcome = KmfPolicyReader.read("p.xml", text);
    assertThat(outcome).isInstanceOf(KmfPolicyReader.Outcome.Good.class);
    return ((KmfPolicyReader.Outcome.Good) outcome).policies();
  }

  private static List<KmfFinding> bad(String text) {
    KmfPolicyReader.Outcome outcome = KmfPolicyReader.read("p.xml", text);
    assertThat(outcome).isInstanceOf(KmfPolicyReader.Outcome.Bad.class);
    return ((KmfPolicyReader.Outcome.Bad) outcome).findings();
  }

  @Test
  void readsEverySetting() {
    CertPolicy policy = Optional.ofNullable(good(FULL).get("default")).orElseThrow();
    assertThat(policy.ignoreUnknownEku()).isTrue();
    assertThat(policy.ignoreDate()).isFalse();
    assertThat(policy.trustIntermediateCas()).isTrue();
    assertThat(policy.adjust()).isEqualTo(Duration.ofHours(2));
    assertThat(policy.maxPathLength()).isEqualTo(OptionalInt.of(3));
    assertThat(policy.anchor().orElseThrow().name()).hasToString("C=US, O=Example, CN=CA");
    assertThat(policy.anchor().orElseThrow().serial()).contains(BigInteger.valueOf(26));
    assertThat(policy.keyUsage()).containsExactly(KeyUse.DIGITAL_SIGNATURE);
    assertThat(policy.extendedKeyUsage()).isEqualTo(Set.of(ExtendedUse.IPSEC_IKE.oid(), "1.2.3.4"));
    RevocationPolicy revocation = policy.revocation();
    assertThat(revocation.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(revocation.hardFailure()).isTrue();
    assertThat(revocation.ignoreTimeout()).isFalse();
    assertThat(revocation.privateAddresses()).isFalse();
    assertThat(revocation.httpProxy()).map(Object::toString).contains("proxy.example.com:8080");
    RevocationPolicy.Ocsp ocsp = revocation.ocsp().orElseThrow();
    assertThat(ocsp.responder()).contains(URI.create("http://ocsp.example.com/"));
    assertThat(ocsp.useCertResponder()).isTrue();
    assertThat(ocsp.maxAge()).contains(Duration.ofDays(1));
    assertThat(ocsp.proxy()).map(Object::toString).contains("10.0.0.1:3128");
    assertThat(ocsp.responderCert().orElseThrow().serial()).isEqualTo(BigInteger.TWO);
    RevocationPolicy.Crl crl = revocation.crl().orElseThrow();
    assertThat(crl.file()).as("search: every list in the directory").isEmpty();
    assertThat(crl.directory()).contains(Path.of("/etc/inet/ike/crls"));
    assertThat(crl.fetch()).isTrue();
  }

  @Test
  void leavesOffWhatIsNotNamed() {
    assertThat(good(FULL).keySet()).containsExactly("default", "other");
    assertThat(good(FULL).get("other"))
        .isEqualTo(CertPolicy.DEFAULT.change().ignoreDate(true).done());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<kmf-policy name='a' ignore-date='yes'/> | ignore-date is `yes`; write TRUE or FALSE",
        "<kmf-policy name='a' colour='red'/> | attribute `colour` of <kmf-policy> is unknown",
        "<kmf-policy name='a' bypass-ipsec-policy='TRUE'/> | let ipsecinit.conf bypass the servers",
        "<kmf-policy/> | policy without a name",
        "<kmf-policy name='a'/><kmf-policy name='a'/> | policy `a` is there twice",
        "<kmf-policy name='a' validity-adjusttime='1-week'/> | N-minute, N-hour, N-day",
        "<kmf-policy name='a' ta-name='nonsense'/> | ta-name: `nonsense` is not a distinguished"
            + " name",
        "<kmf-policy name='a' ta-serial='0x1'/> | ta-serial without ta-name",
        "<kmf-policy name='a' ta-name='CN=a' ta-serial='12'/> | write 0x and hexadecimal digits",
        "<kmf-policy name='a' max-cert-path-length='x'/> | write a number, 0 to 64",
        "<kmf-policy name='a' cert-revoke-responder-timeout='900'/> | write 1 to 300 seconds",
        "<kmf-policy name='a' http-proxy='a b'/> | write HOST[:PORT]",
        "<crl/> | it belongs into <validation-methods>",
        "<frob/> | element <frob> is unknown",
        "text | text between elements",
        "<kmf-policy name='a'><key-usage-set><key-usage use='x'/></key-usage-set></kmf-policy> |"
            + " key usage `x`; it is one of",
        "<kmf-policy name='a'><ext-key-usage><eku-name name='x'/></ext-key-usage></kmf-policy> | or"
            + " write <eku-oid>",
        "<kmf-policy name='a'><ext-key-usage><eku-oid oid='x'/></ext-key-usage></kmf-policy> | `x`"
            + " is no object identifier",
        "<kmf-policy name='a'><validation-methods><ocsp><ocsp-basic"
            + " responder='ldap://x/'/></ocsp></validation-methods></kmf-policy> | not reached by"
            + " HTTP",
        "<kmf-policy name='a'><validation-methods><ocsp><responder-cert"
            + " name='CN=a'/></ocsp></validation-methods></kmf-policy> | wants name and serial"
      })
  void saysWhereAndWhatWouldBeRight(String inner, String finding) {
    List<KmfFinding> findings = bad("<kmf-policy-db>\n\n" + inner + "\n</kmf-policy-db>");
    assertThat(findings).singleElement().asString().contains(finding);
    assertThat(findings.getFirst().line()).isBetween(3, 4);
    assertThat(findings.getFirst().toString()).startsWith("p.xml:" + findings.getFirst().line());
  }

  @Test
  void collectsAllFindings() {
    assertThat(
            bad(
                "<kmf-policy-db>\n"
                    + "<kmf-policy name='a' ignore-date='x'\n"
                    + " ta-serial='1'/>\n"
                    + "<b/></kmf-policy-db>"))
        .extracting(KmfFinding::line)
        .containsExactly(3, 3, 4);
  }

  @Test
  void saysWhereXmlEnds() {
    assertThat(bad("<kmf-policy-db>\n<kmf-policy name='a'>\n</kmf-policy-db>"))
        .singleElement()
        .satisfies(f -> {
          assertThat(f.line()).isEqualTo(3);
          assertThat(f.problem()).contains("well-formed");
        });
  }

  @Test
  void readsNothingOutsideTheFile(@TempDir Path directory) throws IOException {
    Path secret = directory.resolve("secret");
    Files.writeString(secret, "CN=secret");
    for (String declaration :
        List.of(
            "<!ENTITY x SYSTEM '" + secret.toUri() + "'>",
            "<!ENTITY % p SYSTEM '" + secret.toUri() + "'> %p; <!ENTITY x 'y'>",
            "<!ENTITY x SYSTEM 'http://127.0.0.1:1/'>")) {
      String text =
          "<!DOCTYPE kmf-policy-db [" + declaration + "]><kmf-policy-db>&x;</kmf-policy-db>";
      KmfPolicyReader.Outcome outcome = KmfPolicyReader.read("p.xml", text);
      assertThat(outcome).isInstanceOf(KmfPolicyReader.Outcome.Bad.class);
      assertThat(outcome.toString()).doesNotContain("CN=secret");
    }
  }

  @Test
  void survivesEntitiesThatGrow() {
    StringBuilder text = new StringBuilder("<!DOCTYPE a [<!ENTITY a0 'ha'>");
    for (int i = 1; i < 40; i++) {
      text.append("<!ENTITY a%d '&a%d;&a%d;'>".formatted(i, i - 1, i - 1));
    }
    text.append("]><kmf-policy-db>&a39;</kmf-policy-db>");
    assertThat(bad(text.toString())).isNotEmpty();
  }

  @Test
  void neverThrows() {
    Random random = new Random(11);
    for (int round = 0; round < 2000; round++) {
      char[] spoiled = FULL.toCharArray();
      for (int i = 0; i < 3; i++) {
        spoiled[random.nextInt(spoiled.length)] = (char) random.nextInt(128);
      }
      assertThat(KmfPolicyReader.read("p.xml", new String(spoiled))).isNotNull();
    }
  }

  @Test
  void saysThatTheFileIsMissing(@TempDir Path directory) {
    assertThat(KmfPolicyReader.read(directory.resolve("none.xml")).toString())
        .contains("none.xml:1:1: does not exist");
  }
}
