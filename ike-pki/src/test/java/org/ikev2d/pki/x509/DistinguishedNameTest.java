package org.ikev2d.pki.x509;

import static org.assertj.core.api.Assertions.assertThat;

import javax.security.auth.x500.X500Principal;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistinguishedNameTest {
  @Tag("RX-ID-1")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "C=US, O=Example, CN=gw1",
        "CN=gw1,O=Example,C=US",
        "C=us,O=EXAMPLE,CN=GW1",
        "C=US, O=  Example , CN=gw1"
      })
  void readsEitherOrderAndFoldsCaseAndSpace(String text) {
    assertThat(name(text)).isEqualTo(name("C=US, O=Example, CN=gw1"));
  }

  @Test
  void putsTheCountryFirstInTheEncoding() {
    // The JDK reads RFC 2253: the last part as written is the first that is encoded.
    assertThat(name("C=US, O=Example, CN=gw1"))
        .isEqualTo(
            DistinguishedName.decode(
                    Bytes.wrap(new X500Principal("CN=gw1,O=Example,C=US").getEncoded()))
                .orElseThrow());
    assertThat(name("CN=gw1, O=Example").toString()).isEqualTo("O=Example, CN=gw1");
    assertThat(name("C=US, O=Example").toString()).isEqualTo("C=US, O=Example");
  }

  @Test
  void distinguishesOrderAndNumberOfParts() {
    assertThat(name("O=A, OU=X, OU=Y")).isNotEqualTo(name("O=A, OU=Y, OU=X"));
    assertThat(name("O=A")).isNotEqualTo(name("O=A, CN=b"));
  }

  /** As the reader of ikev2.config does; the order here is that in the certificate. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "C=US, O=Example            | C=US, O=Example",
        "O=Example, C=US            | C=US, O=Example",
        "O=Example, OU=VPN          | O=Example, OU=VPN",
        "C=DE, ST=BY, L=Ort, O=A    | C=DE, ST=BY, L=Ort, O=A",
        "DC=example, DC=com         | DC=com, DC=example",
        "UID=u, DC=example, DC=com  | DC=com, DC=example, UID=u",
        "O=Example, CN=a, OU=VPN    | O=Example, CN=a, OU=VPN"
      })
  void readsNamesInEitherOrder(String written, String shown) {
    assertThat(name(written)).hasToString(shown);
  }

  @Test
  void comparesStringsOfDifferentTypes() {
    // CN=gw1 as PrintableString and as UTF8String.
    Bytes printable = Bytes.ofHex("300e310c300a06035504031303677731");
    Bytes utf8 = Bytes.ofHex("300e310c300a06035504030c03677731");
    assertThat(DistinguishedName.decode(printable)).isEqualTo(DistinguishedName.decode(utf8));
    assertThat(DistinguishedName.decode(utf8)).contains(name("CN=gw1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gw1", "=x", "FOO=bar", "C=US,,"})
  void refusesTextThatIsNoName(String text) {
    assertThat(DistinguishedName.parse(text)).isInstanceOf(DistinguishedName.Parsed.Bad.class);
  }

  @Test
  void refusesDerThatIsNoName() {
    Bytes der = name("C=US, O=Example, CN=gw1").der();
    for (int length = 0; length < der.length(); length++) {
      assertThat(DistinguishedName.decode(der.slice(0, length))).isEmpty();
    }
    assertThat(DistinguishedName.decode(Bytes.ofHex("0500"))).isEmpty();
  }

  @Tag("RX-ID-1")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "C=US, O=Example, CN=*  | C=US, O=Example, CN=gw1 | true",
        "C=US, O=*, CN=gw1      | C=US, O=Example, CN=gw1 | true",
        "C=US, O=Example, CN=*  | C=US, O=Other, CN=gw1   | false",
        "O=Example, CN=*        | C=US, O=Example, CN=gw1 | false",
        "O=Example, CN=*        | O=Example, OU=gw1       | false",
        "O=Example, CN=gw*      | O=Example, CN=gw1       | false"
      })
  void matchesWholeValuesByStars(String pattern, String text, boolean expected) {
    DnPattern parsed = ((DnPattern.Parsed.Good) DnPattern.parse(pattern)).pattern();
    assertThat(parsed.matches(name(text))).isEqualTo(expected);
  }

  @Test
  void showsControlCharactersEscaped() {
    Bytes bell = Bytes.ofHex("300e310c300a06035504030c03670731");
    assertThat(DistinguishedName.decode(bell).orElseThrow().toString()).isEqualTo("CN=g\\071");
  }

  private static DistinguishedName name(String text) {
    return ((DistinguishedName.Parsed.Good) DistinguishedName.parse(text)).name();
  }
}
