package org.ikev2d.config.rules;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.EncrAlgorithm;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;

/**
 * What the daemon can do for IKE SAs; rules that ask for more get a finding.
 *
 * @param certificates whether rules may authenticate with certificates
 * @param anonymous whether rules may do without a proof ({@code null_auth})
 */
public record IkeSupport(
    Predicate<EncrChoice> encr,
    Predicate<IntegId> integ,
    Predicate<PrfId> prf,
    Predicate<GroupId> group,
    boolean certificates,
    boolean anonymous) {
  /** Where everybody proves who they are. */
  public IkeSupport(
      Predicate<EncrChoice> encr,
      Predicate<IntegId> integ,
      Predicate<PrfId> prf,
      Predicate<GroupId> group,
      boolean certificates) {
    this(encr, integ, prf, group, certificates, false);
  }

  public IkeSupport withAnonymous(boolean allowed) {
    return new IkeSupport(encr, integ, prf, group, certificates, allowed);
  }

  /** All that the grammar knows. */
  public static IkeSupport all() {
    return new IkeSupport(c -> true, i -> true, p -> true, g -> true, true, true);
  }

  /** What a provider of cryptography offers. */
  public static IkeSupport of(Crypto crypto, boolean certificates) {
    return new IkeSupport(
        choice -> cipher(crypto, choice),
        integ -> crypto.cipher(EncrId.AES_CBC, 128, integ).isPresent(),
        prf -> crypto.prf(prf).isPresent(),
        group -> crypto.keyExchange(group).isPresent(),
        certificates);
  }

  private static boolean cipher(Crypto crypto, EncrChoice choice) {
    Optional<EncrAlgorithm> cipher = AlgorithmTable.encr(choice.id());
    OptionalInt bits =
        cipher.isPresent() ? cipher.get().effectiveKeyBits(choice.keyBits()) : OptionalInt.empty();
    IntegId integ =
        cipher.isPresent() && cipher.get().isCombined() ? IntegId.NONE : IntegId.HMAC_SHA1_96;
    return bits.isPresent() && crypto.cipher(choice.id(), bits.getAsInt(), integ).isPresent();
  }
}
