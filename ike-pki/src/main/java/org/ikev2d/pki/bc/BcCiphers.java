package org.ikev2d.pki.bc;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.Mac;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.CamelliaEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.macs.HMac;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.Crypto.CipherSpec;
import org.ikev2d.crypto.EncrAlgorithm;
import org.ikev2d.crypto.IntegAlgorithm;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;

/** Ciphers of SK payloads, in all combinations that IKE knows. */
final class BcCiphers {
  private static final Map<EncrId, Aead.Mode> COMBINED =
      Map.of(
          EncrId.AES_CCM_8, Aead.Mode.CCM,
          EncrId.AES_CCM_12, Aead.Mode.CCM,
          EncrId.AES_CCM_16, Aead.Mode.CCM,
          EncrId.AES_GCM_8, Aead.Mode.GCM,
          EncrId.AES_GCM_12, Aead.Mode.GCM,
          EncrId.AES_GCM_16, Aead.Mode.GCM);

  private static final Map<EncrId, Supplier<BlockCipher>> ENGINES =
      Map.of(
          EncrId.AES_CBC, AESEngine::newInstance,
          EncrId.AES_CTR, AESEngine::newInstance,
          EncrId.CAMELLIA_CBC, CamelliaEngine::new,
          EncrId.TRIPLE_DES, DESedeEngine::new);

  private static final Map<IntegId, Supplier<Mac>> MACS =
      Map.of(
          IntegId.AES_XCBC_96, AesXcbc::new,
          IntegId.AES_CMAC_96, () -> new CMac(AESEngine.newInstance()),
          IntegId.HMAC_SHA1_96, () -> new HMac(new SHA1Digest()),
          IntegId.HMAC_SHA1_160, () -> new HMac(new SHA1Digest()),
          IntegId.HMAC_SHA2_256_128, () -> new HMac(new SHA256Digest()),
          IntegId.HMAC_SHA2_384_192, () -> new HMac(new SHA384Digest()),
          IntegId.HMAC_SHA2_512_256, () -> new HMac(new SHA512Digest()));

  private BcCiphers() {}

  static Optional<CipherSpec> spec(EncrId encr, int keyBits, IntegId integ) {
    Optional<EncrAlgorithm> row =
        AlgorithmTable.encr(encr).filter(known -> known.keyBits().contains(keyBits));
    if (row.isEmpty()) {
      return Optional.empty();
    }
    if (integ.equals(IntegId.NONE)) {
      return Optional.ofNullable(COMBINED.get(encr))
          .map(mode -> new Aead.Spec(row.get(), keyBits, mode));
    }
    Supplier<BlockCipher> engine = ENGINES.get(encr);
    Supplier<Mac> mac = MACS.get(integ);
    Optional<IntegAlgorithm> integRow = AlgorithmTable.integ(integ);
    return engine == null || mac == null || integRow.isEmpty()
        ? Optional.empty()
        : Optional.of(new EncryptThenMac.Spec(row.get(), keyBits, integRow.get(), engine, mac));
  }
}
