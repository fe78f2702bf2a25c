package org.ikev2d.pki.store;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DSAParameter;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.DSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.DSAPublicKeyParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed448PrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.ikev2d.crypto.Secret;
import org.ikev2d.pki.x509.DerScan;
import org.ikev2d.pki.x509.Jca;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.wire.Bytes;

/** Private keys in memory: decoding, encryption, and the public half. */
public final class PrivateKeys {
  /** Above this a passphrase check takes minutes. */
  private static final int MAX_ITERATIONS = 10_000_000;

  private static final int WRITTEN_ITERATIONS = 200_000;

  /** A key and its public half. */
  public record Pair(PrivateKey privateKey, KeyFacts publicKey) {
    @Override
    public String toString() {
      return "pair(" + publicKey.describe() + ")";
    }
  }

  /** A key, or why it is not usable. */
  public sealed interface Decoded {
    record Good(Pair pair) implements Decoded {}

    /** It is encrypted, and the PIN is missing or another one. */
    record Locked(String why) implements Decoded {}

    record Bad(String why) implements Decoded {}
  }

  private PrivateKeys() {}

  /** Whether a PEM label is that of a private key. */
  public static boolean isLabel(String pemLabel) {
    return pemLabel.endsWith("PRIVATE KEY");
  }

  /**
   * Reads a block of a PEM file.
   *
   * @param pemLabel such as {@code PRIVATE KEY}
   * @param pin for encrypted keys
   */
  public static Decoded decode(String pemLabel, Bytes der, Optional<Secret> pin) {
    byte[] octets = der.toArray();
    Optional<String> problem = DerScan.problem(octets);
    if (problem.isPresent()) {
      return new Decoded.Bad("private key is not DER: " + problem.get());
    }
    try {
      return switch (pemLabel) {
        case "PRIVATE KEY" -> pair(PrivateKeyInfo.getInstance(octets));
        case "RSA PRIVATE KEY" -> pair(rsa(octets));
        case "EC PRIVATE KEY" -> pair(ec(octets));
        case "DSA PRIVATE KEY" -> pair(dsa(octets));
        case "ENCRYPTED PRIVATE KEY" -> decrypt(octets, pin);
        default -> new Decoded.Bad("private key of unknown form " + pemLabel);
      };
    } catch (IOException | RuntimeException malformed) {
      // No message: it could quote the key.
      return new Decoded.Bad("private key does not decode");
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  private static PrivateKeyInfo rsa(byte[] octets) throws IOException {
    return new PrivateKeyInfo(
        new AlgorithmIdentifier(
            PKCSObjectIdentifiers.rsaEncryption, org.bouncycastle.asn1.DERNull.INSTANCE),
        RSAPrivateKey.getInstance(octets));
  }

  private static PrivateKeyInfo ec(byte[] octets) throws IOException {
    org.bouncycastle.asn1.sec.ECPrivateKey key =
        org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(octets);
    return new PrivateKeyInfo(
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()),
        key);
  }

  /** The traditional form: 0, p, q, g, y, x. */
  private static PrivateKeyInfo dsa(byte[] octets) throws IOException {
    ASN1Sequence parts = ASN1Sequence.getInstance(octets);
    BigInteger[] numbers = new BigInteger[6];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = ASN1Integer.getInstance(parts.getObjectAt(i)).getValue();
    }
    return new PrivateKeyInfo(
        new AlgorithmIdentifier(
            X9ObjectIdentifiers.id_dsa, new DSAParameter(numbers[1], numbers[2], numbers[3])),
        new ASN1Integer(numbers[5]));
  }

  private static Decoded decrypt(byte[] octets, Optional<Secret> pin) throws IOException {
    if (pin.isEmpty()) {
      return new Decoded.Locked("private key is encrypted and no PIN is set");
    }
    EncryptedPrivateKeyInfo info = EncryptedPrivateKeyInfo.getInstance(octets);
    if (isTooCostly(info.getEncryptionAlgorithm())) {
      return new Decoded.Bad(
          "private key with more than " + MAX_ITERATIONS + " iterations of its passphrase");
    }
    char[] characters = Pins.characters(pin.get());
    try {
      return pair(
          new PKCS8EncryptedPrivateKeyInfo(info)
              .decryptPrivateKeyInfo(
                  new JceOpenSSLPKCS8DecryptorProviderBuilder()
                      .setProvider(Jca.provider())
                      .build(characters)));
    } catch (OperatorCreationException unknown) {
      return new Decoded.Bad("private key is encrypted in a way that is not supported");
    } catch (PKCSException | IOException | RuntimeException wrong) {
      // A wrong key can leave octets that pad well and are no key.
      return new Decoded.Locked("private key cannot be decrypted: wrong PIN");
    } finally {
      Arrays.fill(characters, '\0');
    }
  }

  private static boolean isTooCostly(AlgorithmIdentifier encryption) {
    if (!encryption.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
      return false;
    }
    PBES2Parameters pbes2 = PBES2Parameters.getInstance(encryption.getParameters());
    return pbes2.getKeyDerivationFunc().getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)
        && PBKDF2Params.getInstance(pbes2.getKeyDerivationFunc().getParameters())
                .getIterationCount()
                .compareTo(BigInteger.valueOf(MAX_ITERATIONS))
            > 0;
  }

  /** The key of a PKCS#8 structure, by our provider. */
  static Decoded pair(PrivateKeyInfo info) throws IOException {
    Optional<SubjectPublicKeyInfo> spki = publicHalf(PrivateKeyFactory.createKey(info));
    if (spki.isEmpty()) {
      return new Decoded.Bad(
          "private key algorithm "
              + info.getPrivateKeyAlgorithm().getAlgorithm().getId()
              + " is not supported");
    }
    byte[] encoded = info.getEncoded();
    try {
      PrivateKey key =
          KeyFactory.getInstance(
                  info.getPrivateKeyAlgorithm().getAlgorithm().getId(), Jca.provider())
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
      return switch (KeyFacts.decode(Bytes.wrap(spki.get().getEncoded("DER")))) {
        case KeyFacts.Decoded.Good(KeyFacts facts) -> new Decoded.Good(new Pair(key, facts));
        case KeyFacts.Decoded.Bad(String why) -> new Decoded.Bad(why);
      };
    } catch (GeneralSecurityException unusable) {
      return new Decoded.Bad("private key is not usable");
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  private static Optional<SubjectPublicKeyInfo> publicHalf(AsymmetricKeyParameter key)
      throws IOException {
    AsymmetricKeyParameter half =
        switch (key) {
          case RSAPrivateCrtKeyParameters rsa ->
              new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
          case ECPrivateKeyParameters ec ->
              new ECPublicKeyParameters(
                  new FixedPointCombMultiplier().multiply(ec.getParameters().getG(), ec.getD()),
                  ec.getParameters());
          case DSAPrivateKeyParameters dsa ->
              new DSAPublicKeyParameters(
                  dsa.getParameters().getG().modPow(dsa.getX(), dsa.getParameters().getP()),
                  dsa.getParameters());
          case Ed25519PrivateKeyParameters ed -> ed.generatePublicKey();
          case Ed448PrivateKeyParameters ed -> ed.generatePublicKey();
          case MLDSAPrivateKeyParameters ml -> ml.getPublicKeyParameters();
          default -> key;
        };
    return half == key
        ? Optional.empty()
        : Optional.of(SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(half));
  }

  /** The key as PEM; encrypted (PBES2, AES-256) if there is a PIN. */
  public static String toPem(PrivateKey key, Optional<Secret> pin) {
    if (pin.isEmpty()) {
      return PemBlocks.write("PRIVATE KEY", Bytes.wrap(key.getEncoded()));
    }
    char[] characters = Pins.characters(pin.get());
    try {
      return PemBlocks.write(
          "ENCRYPTED PRIVATE KEY",
          Bytes.wrap(
              new JcaPKCS8Generator(
                      key,
                      new JceOpenSSLPKCS8EncryptorBuilder(JcaPKCS8Generator.AES_256_CBC)
                          .setProvider(Jca.provider())
                          .setRandom(new SecureRandom())
                          .setPRF(JcaPKCS8Generator.PRF_HMACSHA256)
                          .setIterationCount(WRITTEN_ITERATIONS)
                          .setPassword(characters)
                          .build())
                  .generate()
                  .getContent()));
    } catch (IOException | OperatorCreationException memoryDoesNotFail) {
      throw new IllegalStateException("encryption of a private key failed", memoryDoesNotFail);
    } finally {
      Arrays.fill(characters, '\0');
    }
  }
}
