package org.ikev2d.port;

import java.util.List;
import java.util.Optional;

/**
 * The rules and policies in force. Implementations are immutable or replace their content as one;
 * every call may be made from any thread.
 */
public interface PolicyBase {
  /** All rules, in file order. */
  List<PeerRule> rules();

  /** All policies, in the order in which they are matched. */
  List<SecurityPolicy> policies();

  /** The shared keys of the rule with that label. The secrets stay the policy base's own. */
  Optional<PreSharedKeys> preSharedKeys(String label);

  /**
   * The post-quantum preshared keys of the rule with that label; the first is what an initiator
   * proposes.
   */
  default List<PostQuantumKey> postQuantumKeys(String label) {
    return List.of();
  }

  /** Names and passwords for EAP of the rule with that label; a client's own is the first. */
  default List<EapSecret> eapSecrets(String label) {
    return List.of();
  }

  /** The rules that cover a pair of addresses, in file order. */
  default List<PeerRule> candidates(Path path) {
    return rules().stream().filter(r -> r.covers(path)).toList();
  }

  /** The rule with that label. */
  default Optional<PeerRule> rule(String label) {
    return rules().stream().filter(r -> r.label().equals(label)).findFirst();
  }
}
