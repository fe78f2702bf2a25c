package org.ikev2d.pki.store;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.DistinguishedName;

/**
 * Key stores of the JCA keep no key without certificate. Until a key is certified a certificate
 * stands there that never was valid, and that is not shown as one.
 */
final class Placeholder {
  private static final String NAME = "CN=ikev2cert: not certified yet";
  private static final Date EPOCH = new Date(0);

  private Placeholder() {}

  static boolean is(Cert cert) {
    return cert.notBefore().equals(EPOCH.toInstant())
        && cert.notAfter().equals(EPOCH.toInstant())
        && cert.subject().toString().equals(NAME);
  }

  static X509Certificate of(KeyPair pair, Provider signer)
      throws GeneralSecurityException, IOException {
    X500Name name =
        DistinguishedName.parse(NAME) instanceof DistinguishedName.Parsed.Good(var good)
            ? good.name()
            : DistinguishedName.EMPTY.name();
    String algorithm =
        switch (pair.getPublic().getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "DSA" -> "SHA256withDSA";
          case "EC", "ECDSA" -> "SHA256withECDSA";
          default -> pair.getPublic().getAlgorithm();
        };
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              new X509v3CertificateBuilder(
                      name,
                      BigInteger.ONE,
                      EPOCH,
                      EPOCH,
                      name,
                      SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
                  .build(
                      new JcaContentSignerBuilder(algorithm)
                          .setProvider(signer)
                          .build(pair.getPrivate())));
    } catch (OperatorCreationException unsupported) {
      throw new GeneralSecurityException(unsupported.getMessage(), unsupported);
    }
  }
}
