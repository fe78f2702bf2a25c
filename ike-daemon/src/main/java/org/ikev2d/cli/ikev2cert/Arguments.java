package org.ikev2d.cli.ikev2cert;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Options of a subcommand, {@code name=value}. */
final class Arguments {
  /** What may be given more than once. */
  private static final Set<String> REPEATED = Set.of("altname");

  private final Map<String, List<String>> values;

  private Arguments(Map<String, List<String>> values) {
    this.values = values;
  }

  /**
   * Reads options.
   *
   * @param known names of options of the subcommand
   */
  static Arguments parse(List<String> words, Set<String> known) throws Refusal {
    Map<String, List<String>> values = new HashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals <= 0) {
        throw new Refusal("`" + word + "` is no option; write OPTION=VALUE");
      }
      String name = word.substring(0, equals).toLowerCase(Locale.ROOT);
      String value = word.substring(equals + 1);
      if (!known.contains(name) && !Usage.STORE.contains(name)) {
        Set<String> all = new TreeSet<>(known);
        all.addAll(Usage.STORE);
        throw new Refusal(
            "unknown option `" + name + "`; options here are " + String.join(", ", all));
      }
      if (value.isEmpty()) {
        throw new Refusal("option " + name + " has no value");
      }
      List<String> given = values.computeIfAbsent(name, n -> new ArrayList<>());
      if (!given.isEmpty() && !REPEATED.contains(name)) {
        throw new Refusal("option " + name + " is given twice");
      }
      given.add(value);
    }
    return new Arguments(values);
  }

  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name)).map(List::getFirst);
  }

  List<String> values(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** The value of an option that must be there. */
  String required(String name) throws Refusal {
    return value(name).orElseThrow(() -> new Refusal("option " + name + "= is missing"));
  }

  /** A value out of a list; the first is the default. */
  String choice(String name, String... choices) throws Refusal {
    String given = value(name).orElse(choices[0]).toLowerCase(Locale.ROOT);
    if (!List.of(choices).contains(given)) {
      throw new Refusal(
          "option " + name + ": `" + given + "` is none of " + String.join(", ", choices));
    }
    return given;
  }

  boolean has(String name) {
    return values.containsKey(name);
  }
}
