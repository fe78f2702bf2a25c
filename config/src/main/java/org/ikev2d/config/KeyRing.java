package org.ikev2d.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Position;
import org.ikev2d.config.check.Suggestion;
import org.ikev2d.config.rules.RuleFile;
import org.ikev2d.config.syntax.PresharedEntry;
import org.ikev2d.crypto.Secret;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.PreSharedKeys;

/** Joins shared keys to rules by label. */
final class KeyRing {
  private static final int UNUSED_KEY_OCTETS = 32;

  /** The halves that entries give to a label. */
  private record Halves(Optional<Secret> local, Optional<Secret> remote) {}

  private KeyRing() {}

  /** The keys by label; keys of no rule are left out without a word, as the manual has it. */
  static Map<String, PreSharedKeys> join(
      RuleFile file, List<PresharedEntry> entries, boolean missingIsError, FindingLog log) {
    Map<String, Halves> byLabel = byLabel(entries, log);
    Map<String, PreSharedKeys> keys = new HashMap<>();
    for (PeerRule rule : file.rules()) {
      if (missingIsError) {
        passwords(rule, file, entries, log);
      }
      boolean needsLocal = rule.localAuth() == AuthChoice.PRESHARED;
      boolean needsRemote = rule.remoteAuth() == AuthChoice.PRESHARED;
      Halves halves =
          byLabel.getOrDefault(rule.label(), new Halves(Optional.empty(), Optional.empty()));
      List<String> missing = new ArrayList<>();
      if (needsLocal && halves.local().isEmpty()) {
        missing.add("local_key");
      }
      if (needsRemote && halves.remote().isEmpty()) {
        missing.add("remote_key");
      }
      if (!missing.isEmpty() && missingIsError) {
        Position at = file.positions().getOrDefault(rule.label(), Position.ofFile("rules"));
        boolean all = halves.local().isEmpty() && halves.remote().isEmpty();
        log.error(
            at,
            "rule "
                + Suggestion.quote(rule.label())
                + " has no "
                + (all ? "pre-shared key" : missing.getFirst()),
            "add { label \""
                + rule.label()
                + "\" "
                + (all ? "key" : missing.getFirst())
                + " … } to ikev2.preshared");
      }
      if (missing.isEmpty() && (needsLocal || needsRemote)) {
        keys.put(
            rule.label(),
            new PreSharedKeys(
                halves.local().orElseGet(KeyRing::unused),
                halves.remote().orElseGet(KeyRing::unused)));
      }
    }
    return keys;
  }

  /** A client has a name and a password, a server has those of its users. */
  private static void passwords(
      PeerRule rule, RuleFile file, List<PresharedEntry> entries, FindingLog log) {
    boolean needed =
        rule.localAuth() == AuthChoice.EAP_MSCHAPV2 || rule.remoteAuth() == AuthChoice.EAP_MSCHAPV2;
    boolean there =
        entries.stream().anyMatch(e -> e.eap().isPresent() && e.labels().contains(rule.label()));
    if (needed && !there) {
      log.error(
          file.positions().getOrDefault(rule.label(), Position.ofFile("rules")),
          "rule " + Suggestion.quote(rule.label()) + " has no name and password for EAP",
          "add { label \""
              + rule.label()
              + "\" eap_id \"name\" eap_secret \"…\" } to ikev2.preshared");
    }
  }

  /** Stands where the rule proves that side otherwise: random, so that nothing can match it. */
  private static Secret unused() {
    byte[] octets = new byte[UNUSED_KEY_OCTETS];
    new java.security.SecureRandom().nextBytes(octets);
    return Secret.wrap(octets);
  }

  private static Map<String, Halves> byLabel(List<PresharedEntry> entries, FindingLog log) {
    Map<String, Halves> byLabel = new HashMap<>();
    for (PresharedEntry entry : entries) {
      for (String label : entry.labels()) {
        Halves earlier =
            byLabel.getOrDefault(label, new Halves(Optional.empty(), Optional.empty()));
        boolean again =
            (earlier.local().isPresent() && entry.local().isPresent())
                || (earlier.remote().isPresent() && entry.remote().isPresent());
        if (again) {
          log.warning(
              entry.at(),
              "label " + Suggestion.quote(label) + " has a key already; this one is ignored",
              "keep one entry for each label");
        }
        byLabel.put(
            label,
            new Halves(earlier.local().or(entry::local), earlier.remote().or(entry::remote)));
      }
    }
    return byLabel;
  }
}
