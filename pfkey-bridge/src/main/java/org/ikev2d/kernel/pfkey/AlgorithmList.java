package org.ikev2d.kernel.pfkey;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.EncrAlgorithm;
import org.ikev2d.kernel.msg.ExtKind;
import org.ikev2d.kernel.msg.SadbAlgorithms;
import org.ikev2d.kernel.msg.SadbExtension;
import org.ikev2d.kernel.msg.SadbMessage;
import org.ikev2d.kernel.msg.SupportedAlg;
import org.ikev2d.port.KernelAlgorithms;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;

/**
 * The reply to REGISTER as transforms of IKEv2, as far as we know them.
 *
 * <p>HMAC-SHA2-256 is left out: Linux cuts it to 96 bits when it is set through PF_KEY, where RFC
 * 4868 section 2.1.1 wants 128, and no field of PF_KEY can change that. Combined-mode ciphers are
 * not in the list to begin with.
 */
final class AlgorithmList {
  private AlgorithmList() {}

  static KernelAlgorithms of(SadbMessage registered) {
    Map<EncrId, Set<Integer>> ciphers = new HashMap<>();
    for (SupportedAlg listed : list(registered, ExtKind.SUPPORTED_ENCRYPT)) {
      SadbAlgorithms.encrypt(listed.id())
          .flatMap(AlgorithmTable::encr)
          .ifPresent(cipher -> ciphers.put(cipher.id(), keySizes(cipher, listed)));
    }
    Set<IntegId> integrities = new HashSet<>();
    for (SupportedAlg algorithm : list(registered, ExtKind.SUPPORTED_AUTH)) {
      SadbAlgorithms.auth(algorithm.id())
          .filter(i -> AlgorithmTable.integ(i).isPresent())
          .ifPresent(integrities::add);
    }
    integrities.remove(IntegId.HMAC_SHA2_256_128);
    return new KernelAlgorithms(ciphers, integrities, false);
  }

  /** The listed bits include the nonce of a cipher that has one; those of IKEv2 do not. */
  private static Set<Integer> keySizes(EncrAlgorithm cipher, SupportedAlg listed) {
    Set<Integer> sizes = new TreeSet<>();
    if (cipher.keyLengthAttribute()) {
      for (int size : cipher.keyBits()) {
        int bits = cipher.keymatOctets(size) * 8;
        if (bits >= listed.minBits() && bits <= listed.maxBits()) {
          sizes.add(size);
        }
      }
    }
    return sizes;
  }

  private static List<SupportedAlg> list(SadbMessage registered, ExtKind kind) {
    return registered
        .find(SadbExtension.Supported.class, kind)
        .map(SadbExtension.Supported::algorithms)
        .orElse(List.of());
  }
}
