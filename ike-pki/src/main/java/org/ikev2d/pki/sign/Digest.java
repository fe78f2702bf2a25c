package org.ikev2d.pki.sign;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;

/** A hash function that signatures use. */
public enum Digest {
  SHA1("SHA-1", "SHA1", 20, OIWObjectIdentifiers.idSHA1, HashAlgorithm.SHA1),
  SHA256("SHA-256", "SHA256", 32, NISTObjectIdentifiers.id_sha256, HashAlgorithm.SHA2_256),
  SHA384("SHA-384", "SHA384", 48, NISTObjectIdentifiers.id_sha384, HashAlgorithm.SHA2_384),
  SHA512("SHA-512", "SHA512", 64, NISTObjectIdentifiers.id_sha512, HashAlgorithm.SHA2_512);

  private final String jcaName;
  private final String signatureName;
  private final int octets;
  private final ASN1ObjectIdentifier oid;
  private final HashAlgorithm hash;

  Digest(
      String jcaName,
      String signatureName,
      int octets,
      ASN1ObjectIdentifier oid,
      HashAlgorithm hash) {
    this.jcaName = jcaName;
    this.signatureName = signatureName;
    this.octets = octets;
    this.oid = oid;
    this.hash = hash;
  }

  public String jcaName() {
    return jcaName;
  }

  /** As it stands in names such as {@code SHA256withRSA}. */
  String signatureName() {
    return signatureName;
  }

  public int octets() {
    return octets;
  }

  ASN1ObjectIdentifier oid() {
    return oid;
  }

  /** The code that a peer lists it under. */
  public HashAlgorithm hash() {
    return hash;
  }

  byte[] of(byte[] octets) {
    try {
      return MessageDigest.getInstance(jcaName).digest(octets);
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new AssertionError(everyJdkHasIt);
    }
  }

  static Optional<Digest> of(ASN1ObjectIdentifier oid) {
    return Arrays.stream(values()).filter(d -> d.oid.equals(oid)).findFirst();
  }

  @Override
  public String toString() {
    return jcaName;
  }
}
