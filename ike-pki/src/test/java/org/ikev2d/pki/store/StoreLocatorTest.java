package org.ikev2d.pki.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreLocatorTest {
  @Test
  void readsTheThreeKinds() {
    assertThat(good("pem:/etc/inet/ike/certs"))
        .isEqualTo(new StoreLocator.PemDirectory(Path.of("/etc/inet/ike/certs")));
    assertThat(good("pkcs12:/a/b.p12")).isEqualTo(new StoreLocator.Pkcs12File(Path.of("/a/b.p12")));
    assertThat(good("pkcs11:token=My%20Token;serial=12?module-path=/lib/x.so"))
        .isEqualTo(
            new StoreLocator.Token(
                new Pkcs11Uri(
                    Optional.of("My Token"),
                    Optional.empty(),
                    Optional.of("12"),
                    Optional.of("/lib/x.so"))));
  }

  @Test
  void takesBlanksAsTheSolarisGuidesWriteThem() {
    assertThat(good("pkcs11:token=My Token").toString()).isEqualTo("pkcs11:token=My Token");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "pem:",
        "/etc/certs",
        "pkcs11:token",
        "pkcs11:=x",
        "pkcs11:token=%zz",
        "pkcs11:colour=red",
        "pkcs11:token=x?pin-value=1234"
      })
  void refusesOtherText(String text) {
    assertThat(StoreLocator.parse(text)).isInstanceOf(StoreLocator.Parsed.Bad.class);
  }

  @Test
  void doesNotRepeatAPin() {
    assertThat(
            ((StoreLocator.Parsed.Bad) StoreLocator.parse("pkcs11:token=x?pin-value=geheim")).why())
        .contains("PIN")
        .doesNotContain("geheim");
  }

  private static StoreLocator good(String text) {
    return ((StoreLocator.Parsed.Good) StoreLocator.parse(text)).locator();
  }
}
