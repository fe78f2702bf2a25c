package org.ikev2d.config.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Suggestion;
import org.ikev2d.config.rules.ChildAlgorithms.Cipher;
import org.ikev2d.config.syntax.PolicyEntry.Action;
import org.ikev2d.config.syntax.PolicyEntry.Property;
import org.ikev2d.config.syntax.PolicyEntry.Word;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.KernelAlgorithms;
import org.ikev2d.port.Protection;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.ProtocolId;

/** Reads one action of an entry of ipsecinit.conf with its properties. */
final class ActionReader {
  /**
   * An action.
   *
   * @param protections in order of preference; none where the kernel can do none of them, and for
   *     actions that do not protect
   * @param esp whether the text asks for ESP
   * @param ah whether the text asks for AH
   * @param sa {@code shared} or {@code unique} if it says so
   * @param dir direction of the old style if it says so
   */
  record Meaning(
      Word name,
      List<Protection> protections,
      boolean esp,
      boolean ah,
      Optional<Word> sa,
      Optional<Word> dir) {
    boolean protects() {
      return switch (name.text()) {
        case "apply", "permit", "ipsec" -> true;
        default -> false;
      };
    }

    boolean bypasses() {
      return name.text().equals("bypass") || name.text().equals("pass");
    }
  }

  private final ChildAlgorithms algorithms;
  private final FindingLog log;
  private boolean wrong;

  ActionReader(KernelAlgorithms kernel, FindingLog log) {
    this.algorithms = new ChildAlgorithms(kernel, log);
    this.log = log;
  }

  /** The action, or empty if something in it is wrong, which is reported. */
  Optional<Meaning> read(Action action) {
    wrong = false;
    Map<String, Word> properties = new HashMap<>();
    for (Property property : action.properties()) {
      if (properties.putIfAbsent(property.name().text(), property.value()) != null) {
        String problem = "duplicate " + Suggestion.quote(property.name().text());
        error(property.name(), problem + " in the properties", "keep one");
      }
    }
    Optional<Word> sa = Optional.ofNullable(properties.get("sa"));
    sa.filter(w -> !w.text().equals("shared") && !w.text().equals("unique"))
        .ifPresent(w -> error(w, "bad sa " + Suggestion.quote(w.text()), "write shared or unique"));
    Optional<Word> dir = Optional.ofNullable(properties.get("dir"));
    Meaning plain = new Meaning(action.name(), List.of(), false, false, sa, dir);
    if (!plain.protects()) {
      properties.remove("dir");
      properties.values().stream()
          .findFirst()
          .ifPresent(
              w -> error(w, "properties of " + action.name().text(), "leave the braces empty"));
      return wrong ? Optional.empty() : Optional.of(plain);
    }
    Meaning meaning = protect(action, properties, sa, dir);
    return wrong ? Optional.empty() : Optional.of(meaning);
  }

  private Meaning protect(
      Action action, Map<String, Word> properties, Optional<Word> sa, Optional<Word> dir) {
    Optional<AlgorithmValue> ah = value(properties, "auth_algs");
    Optional<AlgorithmValue> encr = value(properties, "encr_algs");
    Optional<AlgorithmValue> auth = value(properties, "encr_auth_algs");
    boolean esp = encr.isPresent() || auth.isPresent();
    if (!esp && ah.isEmpty() && !wrong) {
      error(action.name(), "no algorithms", "add encr_algs, encr_auth_algs or auth_algs");
    }
    if (esp && ah.isPresent()) {
      error(
          ah.get().word(),
          "AH and ESP for one packet cannot be negotiated by IKEv2 in one CHILD SA",
          "use encr_auth_algs instead of auth_algs");
    }
    List<Protection> protections = esp ? esp(encr, auth) : ah.map(this::ah).orElse(List.of());
    return new Meaning(action.name(), protections, esp, ah.isPresent(), sa, dir);
  }

  /** An algorithm that is given and is not {@code none}. */
  private Optional<AlgorithmValue> value(Map<String, Word> properties, String name) {
    Optional<Word> word =
        Optional.ofNullable(properties.get(name)).filter(w -> !w.text().equalsIgnoreCase("none"));
    Optional<AlgorithmValue> value = word.flatMap(w -> AlgorithmValue.of(w, log));
    wrong |= word.isPresent() && value.isEmpty();
    return value;
  }

  private List<Protection> ah(AlgorithmValue value) {
    Optional<List<IntegId>> integrities = algorithms.integrities(value);
    wrong |= integrities.isEmpty();
    return integrities.orElse(List.of()).stream()
        .map(i -> new Protection(ProtocolId.AH, List.of(), List.of(i)))
        .toList();
  }

  private List<Protection> esp(Optional<AlgorithmValue> encr, Optional<AlgorithmValue> auth) {
    Optional<List<IntegId>> integs =
        auth.map(algorithms::integrities).orElse(Optional.of(List.of()));
    Optional<List<Cipher>> ciphers = encr.map(algorithms::ciphers).orElse(Optional.of(List.of()));
    wrong |= integs.isEmpty() || ciphers.isEmpty();
    if (wrong) {
      return List.of();
    }
    if (encr.isEmpty()) {
      return integs.orElseThrow().stream()
          .map(i -> esp(List.of(EncrChoice.of(EncrId.NULL)), List.of(i)))
          .toList();
    }
    List<Protection> protections = new ArrayList<>();
    for (Cipher cipher : ciphers.orElseThrow()) {
      if (cipher.isCombined()) {
        combined(encr.get(), auth);
        protections.add(esp(cipher.choices(), List.of()));
      } else if (auth.isPresent()) {
        integs.orElseThrow().forEach(i -> protections.add(esp(cipher.choices(), List.of(i))));
      } else {
        unauthenticated(encr.get());
        protections.add(esp(cipher.choices(), algorithms.strongest()));
      }
    }
    return protections;
  }

  private void combined(AlgorithmValue encr, Optional<AlgorithmValue> auth) {
    if (auth.isPresent() && !encr.isAny()) {
      error(
          auth.get().word(),
          "encr_auth_algs beside " + encr.name() + ", which authenticates by itself",
          "leave encr_auth_algs out");
    }
  }

  private void unauthenticated(AlgorithmValue encr) {
    log.warning(
        encr.word().at(),
        "DANGER: encryption without authentication is not safe; any authentication algorithm of"
            + " the kernel is negotiated with it",
        "add encr_auth_algs");
  }

  private static Protection esp(List<EncrChoice> encr, List<IntegId> integ) {
    return new Protection(ProtocolId.ESP, encr, integ);
  }

  private void error(Word word, String problem, String remedy) {
    wrong = true;
    log.error(word.at(), problem, remedy);
  }
}
