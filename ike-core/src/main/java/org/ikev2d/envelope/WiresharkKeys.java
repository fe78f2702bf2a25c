package org.ikev2d.envelope;

import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.crypto.IkeKeys;
import org.ikev2d.crypto.IkeSuite;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.IntegId;

/**
 * Keys in the form of Wireshark's file {@code ikev2_decryption_table}, for those who have asked for
 * it: whoever has such a line reads all that the IKE SA carries.
 */
public final class WiresharkKeys {
  private static final Map<EncrId, String> AEADS =
      Map.of(
          EncrId.AES_GCM_16, "AES-GCM-%d with 16 octet ICV [RFC5282]",
          EncrId.AES_GCM_12, "AES-GCM-%d with 12 octet ICV [RFC5282]",
          EncrId.AES_GCM_8, "AES-GCM-%d with 8 octet ICV [RFC5282]",
          EncrId.AES_CCM_16, "AES-CCM-%d with 16 octet ICV [RFC5282]",
          EncrId.AES_CCM_12, "AES-CCM-%d with 12 octet ICV [RFC5282]",
          EncrId.AES_CCM_8, "AES-CCM-%d with 8 octet ICV [RFC5282]");

  private static final Map<EncrId, String> CIPHERS =
      Map.of(
          EncrId.TRIPLE_DES, "3DES [RFC2451]",
          EncrId.AES_CBC, "AES-CBC-%d [RFC3602]",
          EncrId.AES_CTR, "AES-CTR-%d [RFC5930]");

  private static final Map<IntegId, String> INTEGS =
      Map.of(
          IntegId.NONE, "NONE [RFC4306]",
          IntegId.HMAC_SHA1_96, "HMAC_SHA1_96 [RFC2404]",
          IntegId.HMAC_SHA1_160, "HMAC_SHA1_160 [RFC4595]",
          IntegId.HMAC_SHA2_256_128, "HMAC_SHA2_256_128 [RFC4868]",
          IntegId.HMAC_SHA2_384_192, "HMAC_SHA2_384_192 [RFC4868]",
          IntegId.HMAC_SHA2_512_256, "HMAC_SHA2_512_256 [RFC4868]");

  private WiresharkKeys() {}

  /**
   * One line without line end.
   *
   * @return empty for an algorithm that Wireshark does not know in IKEv2, as ChaCha20-Poly1305
   */
  public static Optional<String> line(IkeSpi i, IkeSpi r, IkeSuite suite, IkeKeys keys) {
    String encr = AEADS.getOrDefault(suite.encr(), CIPHERS.get(suite.encr()));
    String integ = INTEGS.get(suite.integ());
    if (encr == null || integ == null) {
      return Optional.empty();
    }
    return Optional.of(
        String.join(
            ",",
            i.toString(),
            r.toString(),
            hex(keys.skEi()),
            hex(keys.skEr()),
            quote(encr.formatted(suite.keyBits())),
            hex(keys.skAi()),
            hex(keys.skAr()),
            quote(integ)));
  }

  private static String hex(Secret secret) {
    return HexFormat.of().formatHex(secret.borrow());
  }

  private static String quote(String name) {
    return '"' + name + '"';
  }
}
