package org.ikev2d.pki.x509;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyUsage;

/** The bits of keyUsage (RFC 5280 section 4.2.1.3), named as Solaris' pktool does. */
public enum KeyUse {
  DIGITAL_SIGNATURE("digitalSignature", KeyUsage.digitalSignature),
  NON_REPUDIATION("nonRepudiation", KeyUsage.nonRepudiation),
  KEY_ENCIPHERMENT("keyEncipherment", KeyUsage.keyEncipherment),
  DATA_ENCIPHERMENT("dataEncipherment", KeyUsage.dataEncipherment),
  KEY_AGREEMENT("keyAgreement", KeyUsage.keyAgreement),
  KEY_CERT_SIGN("keyCertSign", KeyUsage.keyCertSign),
  CRL_SIGN("cRLSign", KeyUsage.cRLSign),
  ENCIPHER_ONLY("encipherOnly", KeyUsage.encipherOnly),
  DECIPHER_ONLY("decipherOnly", KeyUsage.decipherOnly);

  private final String word;
  private final int bit;

  KeyUse(String word, int bit) {
    this.word = word;
    this.bit = bit;
  }

  /** The use of that name, letter case ignored. */
  public static Optional<KeyUse> named(String word) {
    return Arrays.stream(values()).filter(u -> u.word.equalsIgnoreCase(word)).findFirst();
  }

  /** The uses of an extension. */
  public static Set<KeyUse> read(KeyUsage usage) {
    Set<KeyUse> uses = EnumSet.noneOf(KeyUse.class);
    Arrays.stream(values()).filter(u -> usage.hasUsages(u.bit)).forEach(uses::add);
    return uses;
  }

  /** The extension with these bits. */
  public static KeyUsage toExtension(Set<KeyUse> uses) {
    return new KeyUsage(uses.stream().mapToInt(u -> u.bit).reduce(0, (a, b) -> a | b));
  }

  @Override
  public String toString() {
    return word;
  }
}
