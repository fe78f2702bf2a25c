package org.ikev2d.port;

import static org.assertj.core.api.Assertions.assertThat;

import javax.security.auth.x500.X500Principal;
import org.ikev2d.payload.Identity;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.IdType;
import org.junit.jupiter.api.Test;

class IdPatternTest {
  /** CN=gw1, first as PrintableString, then as UTF8String, then written GW1. */
  private static final Identity PRINTABLE = dn("300e310c300a06035504031303677731");

  private static final Identity UTF8 = dn("300e310c300a06035504030c03677731");
  private static final Identity CAPITALS = dn("300e310c300a06035504031303475731");

  private static Identity dn(String hex) {
    return new Identity(IdType.DER_ASN1_DN, Bytes.ofHex(hex));
  }

  private static Identity named(String rfc2253) {
    return new Identity(IdType.DER_ASN1_DN, Bytes.wrap(new X500Principal(rfc2253).getEncoded()));
  }

  @Test
  void comparesDirectoryNamesAsNames() {
    IdPattern pattern = new IdPattern.Exact(PRINTABLE);
    assertThat(pattern.matches(UTF8)).isTrue();
    assertThat(pattern.matches(CAPITALS)).isTrue();
    assertThat(
            new IdPattern.Exact(named("CN=gw1,O=Example Inc"))
                .matches(named("CN=gw1,O=example  inc")))
        .isTrue();
  }

  @Test
  void tellsDirectoryNamesApart() {
    IdPattern pattern = new IdPattern.Exact(named("CN=gw1,O=Example"));
    assertThat(pattern.matches(named("CN=gw2,O=Example"))).isFalse();
    assertThat(pattern.matches(named("O=Example,CN=gw1"))).isFalse();
    assertThat(pattern.matches(named("CN=gw1"))).isFalse();
    assertThat(pattern.matches(new Identity(IdType.KEY_ID, named("CN=gw1,O=Example").data())))
        .isFalse();
  }

  @Test
  void spoiledNamesMatchNothing() {
    Bytes good = PRINTABLE.data();
    IdPattern pattern = new IdPattern.Exact(PRINTABLE);
    for (int length = 0; length < good.length(); length++) {
      assertThat(pattern.matches(new Identity(IdType.DER_ASN1_DN, good.slice(0, length))))
          .as("cut to %d", length)
          .isFalse();
    }
  }
}
