package org.ikev2d.crypto.jdk;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import javax.crypto.spec.DHPrivateKeySpec;
import org.ikev2d.wire.Bytes;

/** Key pairs of published exchanges. */
final class FixedKeys {
  private FixedKeys() {}

  static KeyPair of(PairMethod method, Bytes privateValue, Bytes publicValue)
      throws GeneralSecurityException {
    return new KeyPair(method.decode(publicValue), privateKey(method, privateValue));
  }

  private static PrivateKey privateKey(PairMethod method, Bytes value)
      throws GeneralSecurityException {
    BigInteger number = new BigInteger(1, value.toArray());
    return switch (method.id().code()) {
      case 2 -> modp(ModpGroup.MODP_1024, number);
      case 5 -> modp(ModpGroup.MODP_1536, number);
      case 14 -> modp(ModpGroup.MODP_2048, number);
      case 15 -> modp(ModpGroup.MODP_3072, number);
      case 16 -> modp(ModpGroup.MODP_4096, number);
      case 17 -> modp(ModpGroup.MODP_6144, number);
      case 18 -> modp(ModpGroup.MODP_8192, number);
      case 19 -> curve("secp256r1", number);
      case 20 -> curve("secp384r1", number);
      case 21 -> curve("secp521r1", number);
      case 22 -> modp(ModpGroup.MODP_1024_160, number);
      case 23 -> modp(ModpGroup.MODP_2048_224, number);
      case 24 -> modp(ModpGroup.MODP_2048_256, number);
      case 31 -> xdh(NamedParameterSpec.X25519, value);
      case 32 -> xdh(NamedParameterSpec.X448, value);
      default -> throw new IllegalArgumentException("no fixed keys for " + method.id());
    };
  }

  private static PrivateKey curve(String name, BigInteger number) throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(name));
    return KeyFactory.getInstance("EC")
        .generatePrivate(
            new ECPrivateKeySpec(number, parameters.getParameterSpec(ECParameterSpec.class)));
  }

  private static PrivateKey modp(ModpGroup group, BigInteger number)
      throws GeneralSecurityException {
    return KeyFactory.getInstance("DH")
        .generatePrivate(new DHPrivateKeySpec(number, group.prime(), group.generator()));
  }

  private static PrivateKey xdh(NamedParameterSpec curve, Bytes value)
      throws GeneralSecurityException {
    return KeyFactory.getInstance(curve.getName())
        .generatePrivate(new XECPrivateKeySpec(curve, value.toArray()));
  }
}
