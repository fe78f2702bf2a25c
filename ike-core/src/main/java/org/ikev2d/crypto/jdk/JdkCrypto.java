package org.ikev2d.crypto.jdk;

import java.security.spec.NamedParameterSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.EncrAlgorithm;
import org.ikev2d.crypto.IntegAlgorithm;
import org.ikev2d.crypto.KeyExchangeMethod;
import org.ikev2d.crypto.Prf;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;

/**
 * Cryptography by the JDK alone. Safe for concurrent use.
 *
 * <p>A new algorithm is one line in {@link AlgorithmTable}, one class beside this one and one line
 * here. Not here because the JDK lacks them: AES-GCM with 8 octets of ICV, CCM, Camellia, AES-XCBC,
 * AES-CMAC, the Brainpool curves and those of 192 and 224 bits.
 */
public final class JdkCrypto implements Crypto {
  private static final Map<PrfId, String> HMAC_PRFS =
      Map.of(
          PrfId.HMAC_SHA1, "HmacSHA1",
          PrfId.HMAC_SHA2_256, "HmacSHA256",
          PrfId.HMAC_SHA2_384, "HmacSHA384",
          PrfId.HMAC_SHA2_512, "HmacSHA512");

  private static final Map<IntegId, String> HMAC_INTEGS =
      Map.of(
          IntegId.HMAC_SHA1_96, "HmacSHA1",
          IntegId.HMAC_SHA1_160, "HmacSHA1",
          IntegId.HMAC_SHA2_256_128, "HmacSHA256",
          IntegId.HMAC_SHA2_384_192, "HmacSHA384",
          IntegId.HMAC_SHA2_512_256, "HmacSHA512");

  private static final Map<EncrId, String> CBC_CIPHERS =
      Map.of(EncrId.AES_CBC, "AES/CBC/NoPadding", EncrId.TRIPLE_DES, "DESede/CBC/NoPadding");

  private static final Map<EncrId, AeadCipher.Kind> AEAD_CIPHERS =
      Map.of(
          EncrId.AES_GCM_16, AeadCipher.Kind.AES_GCM,
          EncrId.AES_GCM_12, AeadCipher.Kind.AES_GCM,
          EncrId.CHACHA20_POLY1305, AeadCipher.Kind.CHACHA20_POLY1305);

  private static final Map<GroupId, NamedParameterSpec> ML_KEMS =
      Map.of(
          GroupId.ML_KEM_512, NamedParameterSpec.ML_KEM_512,
          GroupId.ML_KEM_768, NamedParameterSpec.ML_KEM_768,
          GroupId.ML_KEM_1024, NamedParameterSpec.ML_KEM_1024);

  private final Map<PrfId, Prf> prfs = new HashMap<>();
  private final Map<GroupId, KeyExchangeMethod> groups = new HashMap<>();

  public JdkCrypto() {
    HMAC_PRFS.forEach((id, name) ->
        AlgorithmTable.prf(id).ifPresent(row -> prfs.put(id, new HmacPrf(row, name))));
    keyExchanges().forEach(method -> groups.put(method.id(), method));
    ML_KEMS.forEach((id, parameters) ->
        AlgorithmTable.group(id)
            .ifPresent(row -> groups.put(id, new MlKemMethod(row, parameters))));
  }

  private static List<KeyExchangeMethod> keyExchanges() {
    return List.of(
        new ModpMethod(ModpGroup.MODP_1024),
        new ModpMethod(ModpGroup.MODP_1536),
        new ModpMethod(ModpGroup.MODP_2048),
        new ModpMethod(ModpGroup.MODP_3072),
        new ModpMethod(ModpGroup.MODP_4096),
        new ModpMethod(ModpGroup.MODP_6144),
        new ModpMethod(ModpGroup.MODP_8192),
        new ModpMethod(ModpGroup.MODP_1024_160),
        new ModpMethod(ModpGroup.MODP_2048_224),
        new ModpMethod(ModpGroup.MODP_2048_256),
        new EcpMethod(GroupId.ECP_256, "secp256r1"),
        new EcpMethod(GroupId.ECP_384, "secp384r1"),
        new EcpMethod(GroupId.ECP_521, "secp521r1"),
        XdhMethod.x25519(),
        XdhMethod.x448());
  }

  @Override
  public Optional<Prf> prf(PrfId id) {
    return Optional.ofNullable(prfs.get(id));
  }

  @Override
  public Optional<KeyExchangeMethod> keyExchange(GroupId id) {
    return Optional.ofNullable(groups.get(id));
  }

  @Override
  public Optional<CipherSpec> cipher(EncrId encr, int keyBits, IntegId integ) {
    Optional<EncrAlgorithm> row =
        AlgorithmTable.encr(encr).filter(known -> known.keyBits().contains(keyBits));
    if (row.isEmpty()) {
      return Optional.empty();
    }
    if (integ.equals(IntegId.NONE)) {
      return Optional.ofNullable(AEAD_CIPHERS.get(encr))
          .map(kind -> new AeadCipher.Spec(row.get(), keyBits, kind));
    }
    String cipher = CBC_CIPHERS.get(encr);
    String hmac = HMAC_INTEGS.get(integ);
    Optional<IntegAlgorithm> integRow = AlgorithmTable.integ(integ);
    return cipher == null || hmac == null || integRow.isEmpty()
        ? Optional.empty()
        : Optional.of(new CbcHmacCipher.Spec(row.get(), keyBits, integRow.get(), cipher, hmac));
  }

  @Override
  public byte[] sha1(byte[]... parts) {
    return Jca.digest("SHA-1", parts);
  }
}
