package org.ikev2d.sim;

import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.port.EapSecret;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.PolicyBase;
import org.ikev2d.port.PostQuantumKey;
import org.ikev2d.port.PreSharedKeys;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.wire.Bytes;

/** Rules, policies, one pre-shared key and post-quantum keys for all rules. */
public record SimPolicy(
    List<PeerRule> rules,
    List<SecurityPolicy> policies,
    String key,
    List<PostQuantumKey> ppks,
    List<EapSecret> eap)
    implements PolicyBase {
  public SimPolicy(List<PeerRule> rules, List<SecurityPolicy> policies, String key) {
    this(rules, policies, key, List.of());
  }

  /** Without names for EAP. */
  public SimPolicy(
      List<PeerRule> rules, List<SecurityPolicy> policies, String key, List<PostQuantumKey> ppks) {
    this(rules, policies, key, ppks, List.of());
  }

  /** The same with a name and a password for EAP. */
  public SimPolicy withEap(String name, String password) {
    Secret secret = Secret.ofPublic(Bytes.ofText(password));
    return new SimPolicy(rules, policies, key, ppks, List.of(new EapSecret(name, secret)));
  }

  @Override
  public List<EapSecret> eapSecrets(String label) {
    return eap;
  }

  @Override
  public List<PostQuantumKey> postQuantumKeys(String label) {
    return ppks;
  }

  @Override
  public Optional<PreSharedKeys> preSharedKeys(String label) {
    Secret secret = Secret.ofPublic(Bytes.ofText(key));
    return Optional.of(new PreSharedKeys(secret, secret));
  }
}
