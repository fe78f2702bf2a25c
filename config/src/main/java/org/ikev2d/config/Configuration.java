package org.ikev2d.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.config.rules.PolicyFile;
import org.ikev2d.config.rules.RuleFile;
import org.ikev2d.config.syntax.PresharedEntry;
import org.ikev2d.port.EapSecret;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.PolicyBase;
import org.ikev2d.port.PostQuantumKey;
import org.ikev2d.port.PreSharedKeys;
import org.ikev2d.port.SecurityPolicy;

/**
 * All rules, keys and policies, immutable. What changes in a running daemon is another one of
 * these: {@link #withRules}, {@link #withKeys}, {@link #withPolicies}. They share their keys;
 * whoever drops an entry of {@link #entries} for good closes its secrets.
 */
public final class Configuration implements PolicyBase {
  private final RuleFile ruleFile;
  private final List<PresharedEntry> entries;
  private final PolicyFile policyFile;
  private final Map<String, PreSharedKeys> keys;

  private Configuration(
      RuleFile ruleFile,
      List<PresharedEntry> entries,
      PolicyFile policyFile,
      Map<String, PreSharedKeys> keys) {
    this.ruleFile = ruleFile;
    this.entries = List.copyOf(entries);
    this.policyFile = policyFile;
    this.keys = Map.copyOf(keys);
  }

  /**
   * Puts the parts together.
   *
   * @param missingKeysAreErrors whether a rule that needs a pre-shared key and has none is reported
   */
  static Configuration of(
      RuleFile ruleFile,
      List<PresharedEntry> entries,
      PolicyFile policyFile,
      boolean missingKeysAreErrors,
      FindingLog log) {
    Map<String, PreSharedKeys> keys = KeyRing.join(ruleFile, entries, missingKeysAreErrors, log);
    return new Configuration(ruleFile, entries, policyFile, keys);
  }

  /** Without rules, keys and policies. */
  public static Configuration empty() {
    return new Configuration(RuleFile.EMPTY, List.of(), PolicyFile.EMPTY, Map.of());
  }

  /** With other rules, to which the keys are joined anew. */
  public Loaded<Configuration> withRules(RuleFile other) {
    FindingLog log = new FindingLog();
    return Loaded.of(of(other, entries, policyFile, true, log), log);
  }

  /** With other keys. */
  public Loaded<Configuration> withKeys(List<PresharedEntry> others) {
    FindingLog log = new FindingLog();
    return Loaded.of(of(ruleFile, others, policyFile, true, log), log);
  }

  /** With other policies. */
  public Configuration withPolicies(PolicyFile others) {
    return new Configuration(ruleFile, entries, others, keys);
  }

  public RuleFile ruleFile() {
    return ruleFile;
  }

  /** The entries of ikev2.preshared, also those that no rule uses. */
  public List<PresharedEntry> entries() {
    return entries;
  }

  public PolicyFile policyFile() {
    return policyFile;
  }

  @Override
  public List<PeerRule> rules() {
    return ruleFile.rules();
  }

  @Override
  public List<SecurityPolicy> policies() {
    return policyFile.policies();
  }

  @Override
  public Optional<PreSharedKeys> preSharedKeys(String label) {
    return Optional.ofNullable(keys.get(label));
  }

  @Override
  public List<EapSecret> eapSecrets(String label) {
    return entries.stream()
        .filter(entry -> entry.labels().contains(label))
        .flatMap(entry -> entry.eap().stream())
        .toList();
  }

  @Override
  public List<PostQuantumKey> postQuantumKeys(String label) {
    return entries.stream()
        .filter(entry -> entry.labels().contains(label))
        .flatMap(entry -> entry.ppk().stream())
        .toList();
  }
}
