package org.ikev2d.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import org.ikev2d.crypto.IkeKeys;
import org.ikev2d.crypto.IkeSuite;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;
import org.junit.jupiter.api.Test;

class WiresharkKeysTest {
  private static final IkeSpi I = new IkeSpi(0x4645da881f197ecaL);
  private static final IkeSpi R = new IkeSpi(0x00e4b874b3cd8294L);

  private static IkeSuite suite(EncrId encr, int bits, IntegId integ) {
    return new IkeSuite(encr, bits, integ, PrfId.HMAC_SHA2_256, GroupId.ECP_256);
  }

  private static IkeKeys keys(int... integ) {
    return new IkeKeys(
        secret(1),
        secret(integ),
        secret(integ),
        secret(0xe1, 0x01),
        secret(0xe2, 0x02),
        secret(8),
        secret(9));
  }

  private static Secret secret(int... octets) {
    byte[] content = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      content[i] = (byte) octets[i];
    }
    return Secret.wrap(content);
  }

  @Test
  void aCipherWithSeparateIntegrity() {
    IkeSuite suite = suite(EncrId.AES_CBC, 256, IntegId.HMAC_SHA2_256_128);
    assertThat(WiresharkKeys.line(I, R, suite, keys(0xaa)))
        .hasValue(
            "4645da881f197eca,00e4b874b3cd8294,e101,e202,\"AES-CBC-256 [RFC3602]\",aa,aa,"
                + "\"HMAC_SHA2_256_128 [RFC4868]\"");
  }

  @Test
  void aCombinedModeCipherHasNoIntegrityKeys() {
    IkeSuite suite = suite(EncrId.AES_GCM_16, 128, IntegId.NONE);
    assertThat(WiresharkKeys.line(I, R, suite, keys()))
        .hasValue(
            "4645da881f197eca,00e4b874b3cd8294,e101,e202,"
                + "\"AES-GCM-128 with 16 octet ICV [RFC5282]\",,,\"NONE [RFC4306]\"");
  }

  @Test
  void aCipherThatWiresharkLacksGivesNoLine() {
    IkeSuite suite = suite(EncrId.CHACHA20_POLY1305, 256, IntegId.NONE);
    assertThat(WiresharkKeys.line(I, R, suite, keys())).isEmpty();
  }
}
