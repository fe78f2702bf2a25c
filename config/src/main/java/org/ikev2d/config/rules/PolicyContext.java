package org.ikev2d.config.rules;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.EncrAlgorithm;
import org.ikev2d.crypto.IntegAlgorithm;
import org.ikev2d.port.KernelAlgorithms;
import org.ikev2d.port.PolicyAction.Endpoints;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;

/**
 * What the meaning of an ipsecinit.conf depends on.
 *
 * @param kernel bounds the algorithms
 * @param tunnels outer addresses by name of tunnel
 */
public record PolicyContext(
    KernelAlgorithms kernel, Map<String, Endpoints> tunnels, NetworkNames names) {
  public PolicyContext {
    tunnels = Map.copyOf(tunnels);
  }

  /** A kernel with every algorithm of the table, for checks without a kernel. */
  public static KernelAlgorithms everything() {
    Map<EncrId, Set<Integer>> ciphers = new HashMap<>();
    for (EncrAlgorithm cipher : AlgorithmTable.encrs()) {
      ciphers.put(
          cipher.id(), cipher.keyLengthAttribute() ? Set.copyOf(cipher.keyBits()) : Set.of());
    }
    Set<IntegId> integrities = new HashSet<>();
    AlgorithmTable.integs().stream().map(IntegAlgorithm::id).forEach(integrities::add);
    integrities.remove(IntegId.HMAC_MD5_96);
    return new KernelAlgorithms(ciphers, integrities, true);
  }
}
