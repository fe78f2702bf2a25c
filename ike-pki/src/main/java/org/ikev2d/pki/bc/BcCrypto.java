package org.ikev2d.pki.bc;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.KeyExchangeMethod;
import org.ikev2d.crypto.Prf;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;

/**
 * Another provider of cryptography, with key exchange on curves, the ciphers and the pseudo-random
 * functions that it lacks by Bouncy Castle. Safe for concurrent use.
 */
public final class BcCrypto implements Crypto {
  private final Crypto base;
  private final Map<GroupId, KeyExchangeMethod> curves;

  /**
   * @param base for all the rest
   */
  public BcCrypto(Crypto base) {
    this.base = base;
    curves =
        curves().stream().collect(Collectors.toMap(KeyExchangeMethod::id, Function.identity()));
  }

  private static List<KeyExchangeMethod> curves() {
    return List.of(
        new CurveMethod(GroupId.ECP_256, "secp256r1"),
        new CurveMethod(GroupId.ECP_384, "secp384r1"),
        new CurveMethod(GroupId.ECP_521, "secp521r1"),
        new CurveMethod(GroupId.ECP_192, "secp192r1"),
        new CurveMethod(GroupId.ECP_224, "secp224r1"),
        new CurveMethod(GroupId.BRAINPOOL_224, "brainpoolP224r1"),
        new CurveMethod(GroupId.BRAINPOOL_256, "brainpoolP256r1"),
        new CurveMethod(GroupId.BRAINPOOL_384, "brainpoolP384r1"),
        new CurveMethod(GroupId.BRAINPOOL_512, "brainpoolP512r1"),
        XdhMethod.x25519(),
        XdhMethod.x448());
  }

  @Override
  public Optional<KeyExchangeMethod> keyExchange(GroupId id) {
    KeyExchangeMethod curve = curves.get(id);
    return curve != null ? Optional.of(curve) : base.keyExchange(id);
  }

  @Override
  public Optional<Prf> prf(PrfId id) {
    boolean block = id.equals(PrfId.AES128_XCBC) || id.equals(PrfId.AES128_CMAC);
    return block ? AlgorithmTable.prf(id).map(BlockPrf::new) : base.prf(id);
  }

  @Override
  public Optional<CipherSpec> cipher(EncrId encr, int keyBits, IntegId integ) {
    return base.cipher(encr, keyBits, integ).or(() -> BcCiphers.spec(encr, keyBits, integ));
  }

  @Override
  public byte[] sha1(byte[]... parts) {
    return base.sha1(parts);
  }
}
