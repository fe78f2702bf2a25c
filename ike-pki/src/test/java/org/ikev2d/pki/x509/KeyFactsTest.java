package org.ikev2d.pki.x509;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DSAParameter;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Test;

/** Keys of strangers, who choose the numbers. */
class KeyFactsTest {
  @Test
  void aModulusThatWouldTakeSecondsIsNotLookedAt() throws IOException {
    assertRefused(
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
            new RSAPublicKey(odd(16_384), BigInteger.valueOf(65537))));
  }

  @Test
  void norAreDsaNumbersBeyondTheStandard() throws IOException {
    assertRefused(dsa(8192, 256));
    assertRefused(dsa(3072, 2048));
  }

  private static SubjectPublicKeyInfo dsa(int p, int q) throws IOException {
    return new SubjectPublicKeyInfo(
        new AlgorithmIdentifier(
            X9ObjectIdentifiers.id_dsa, new DSAParameter(odd(p), odd(q), BigInteger.TWO)),
        new ASN1Integer(BigInteger.valueOf(4)));
  }

  private static BigInteger odd(int bits) {
    byte[] ones = new byte[bits / 8];
    Arrays.fill(ones, (byte) 0xff);
    return new BigInteger(1, ones);
  }

  private static void assertRefused(SubjectPublicKeyInfo key) throws IOException {
    assertThat(KeyFacts.decode(Bytes.wrap(key.getEncoded())))
        .isInstanceOfSatisfying(
            KeyFacts.Decoded.Bad.class, bad -> assertThat(bad.why()).contains("too slow to judge"));
  }
}
