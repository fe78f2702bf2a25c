package org.ikev2d.pki.x509;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Known values of extendedKeyUsage, named as Solaris' pktool and kmfcfg do. */
public enum ExtendedUse {
  ANY("anyExtendedKeyUsage", "2.5.29.37.0"),
  SERVER_AUTH("serverAuth", "1.3.6.1.5.5.7.3.1"),
  CLIENT_AUTH("clientAuth", "1.3.6.1.5.5.7.3.2"),
  CODE_SIGNING("codeSigning", "1.3.6.1.5.5.7.3.3"),
  EMAIL_PROTECTION("emailProtection", "1.3.6.1.5.5.7.3.4"),
  IPSEC_END_SYSTEM("ipsecEndSystem", "1.3.6.1.5.5.7.3.5"),
  IPSEC_TUNNEL("ipsecTunnel", "1.3.6.1.5.5.7.3.6"),
  IPSEC_USER("ipsecUser", "1.3.6.1.5.5.7.3.7"),
  TIME_STAMPING("timeStamping", "1.3.6.1.5.5.7.3.8"),
  OCSP_SIGNING("OCSPSigning", "1.3.6.1.5.5.7.3.9"),
  /** RFC 4945 section 5.1.3.12. */
  IPSEC_IKE("ipsecIKE", "1.3.6.1.5.5.7.3.17"),
  /** What Apple and older Cisco products put in place of it. */
  IKE_INTERMEDIATE("ikeIntermediate", "1.3.6.1.5.5.8.2.2"),
  KP_CLIENT_AUTH("KPClientAuth", "1.3.6.1.5.2.3.4"),
  KP_KDC("KPKdc", "1.3.6.1.5.2.3.5"),
  SC_LOGON("scLogon", "1.3.6.1.4.1.311.20.2.2");

  /**
   * Any one of these makes a certificate usable for IKE (RFC 4945 section 5.1.3.12 and practice).
   */
  private static final Set<ExtendedUse> FOR_IKE =
      Set.of(
          ANY,
          SERVER_AUTH,
          CLIENT_AUTH,
          IPSEC_IKE,
          IKE_INTERMEDIATE,
          IPSEC_END_SYSTEM,
          IPSEC_TUNNEL,
          IPSEC_USER);

  private final String word;
  private final String oid;

  ExtendedUse(String word, String oid) {
    this.word = word;
    this.oid = oid;
  }

  public String oid() {
    return oid;
  }

  public boolean servesIke() {
    return FOR_IKE.contains(this);
  }

  /** The use of that name, letter case ignored. */
  public static Optional<ExtendedUse> named(String word) {
    return Arrays.stream(values()).filter(u -> u.word.equalsIgnoreCase(word)).findFirst();
  }

  public static Optional<ExtendedUse> ofOid(String oid) {
    return Arrays.stream(values()).filter(u -> u.oid.equals(oid)).findFirst();
  }

  /** The name of an object identifier, or itself. */
  public static String nameOf(String oid) {
    return ofOid(oid).map(ExtendedUse::toString).orElse(oid);
  }

  @Override
  public String toString() {
    return word;
  }
}
