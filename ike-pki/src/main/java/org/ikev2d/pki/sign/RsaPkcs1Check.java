package org.ikev2d.pki.sign;

import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.util.BigIntegers;

/**
 * RSASSA-PKCS1-v1_5 verification the way RFC 8017 section 8.2.2 describes it: the encoded message
 * is made anew and compared, never parsed, so that no freedom is left to forgers.
 */
final class RsaPkcs1Check {
  private RsaPkcs1Check() {}

  /** The digest among {@code candidates} with which the signature is good. */
  static Optional<Digest> digestOf(
      RSAPublicKey key, byte[] octets, byte[] signature, Iterable<Digest> candidates) {
    int length = (key.getModulus().bitLength() + 7) / 8;
    BigInteger number = new BigInteger(1, signature);
    if (signature.length != length || number.compareTo(key.getModulus()) >= 0) {
      return Optional.empty();
    }
    byte[] message =
        BigIntegers.asUnsignedByteArray(
            length, number.modPow(key.getPublicExponent(), key.getModulus()));
    for (Digest digest : candidates) {
      // RFC 8017 section 9.2 note 1: parameters may be NULL or absent in the DigestInfo.
      if (matches(message, digest, octets, new AlgorithmIdentifier(digest.oid(), DERNull.INSTANCE))
          || matches(message, digest, octets, new AlgorithmIdentifier(digest.oid()))) {
        return Optional.of(digest);
      }
    }
    return Optional.empty();
  }

  private static boolean matches(
      byte[] message, Digest digest, byte[] octets, AlgorithmIdentifier identifier) {
    byte[] info = info(identifier, digest.of(octets));
    int padding = message.length - info.length - 3;
    if (padding < 8) {
      return false;
    }
    byte[] expected = new byte[message.length];
    expected[1] = 1;
    Arrays.fill(expected, 2, 2 + padding, (byte) 0xff);
    System.arraycopy(info, 0, expected, 3 + padding, info.length);
    return MessageDigest.isEqual(expected, message);
  }

  private static byte[] info(AlgorithmIdentifier identifier, byte[] hash) {
    try {
      return new DigestInfo(identifier, hash).getEncoded("DER");
    } catch (IOException memoryDoesNotFail) {
      throw new AssertionError(memoryDoesNotFail);
    }
  }
}
