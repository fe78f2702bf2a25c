package org.ikev2d.conformance;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code docs/conformance.md}: the same text from the same catalogue and tests. */
final class Page {
  private static final String HEAD =
      """
      # Conformance

      What the RFCs ask of an IKEv2 daemon, and the test that proves that this one does it. Made by `bin/conformance` from
      `integration-tests/src/main/resources/org/ikev2d/conformance/requirements.txt` and from the tests, each of which names
      what it proves (`@Tag("R7296-2.6-1")`, in the lab `# requirement R7296-2.6-1`); not to be edited. `ConformanceTest`
      fails if this page claims what is not so.

      A requirement without a test is listed as missing, even if the daemon keeps it. Priority 0: nothing interoperates
      without it; 1: users expect it; 2: rarely deployed. A line is our summary, not the RFC's words. Which vectors and peers
      prove each algorithm is at the end.

      """;

  private static final Pattern ROW = Pattern.compile("\\| (R\\S+) \\| P\\d \\|.*\\| ([^|]*) \\|");

  private final Collection<Requirement> requirements;
  private final SortedMap<String, SortedSet<Proof>> tests = new TreeMap<>();

  Page(Catalogue catalogue, Collection<Proof> proofs) {
    this.requirements = catalogue.all();
    proofs.stream()
        .filter(Proof::runs)
        .forEach(p -> tests.computeIfAbsent(p.requirement(), _ -> new TreeSet<>()).add(p));
  }

  /** In the order of the catalogue. */
  List<Requirement> missing(int priority) {
    return requirements.stream().filter(r -> r.priority() == priority && !isProved(r)).toList();
  }

  String text() {
    var out = new StringBuilder(HEAD);
    counts(out);
    missing(out);
    proved(out);
    return out.toString();
  }

  /** What a page says: for each requirement the tests. */
  static Map<String, List<String>> claims(String text) {
    Map<String, List<String>> claims = new LinkedHashMap<>();
    for (String line : text.lines().toList()) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        claims.put(row.group(1), List.of(row.group(2).replace("`", "").split("<br>")));
      }
    }
    return claims;
  }

  private boolean isProved(Requirement requirement) {
    return tests.containsKey(requirement.id());
  }

  private void counts(StringBuilder out) {
    out.append("## By document\n\n");
    out.append("| document | requirements | proved | missing P0 | P1 | P2 |\n");
    out.append("|---|---:|---:|---:|---:|---:|\n");
    Map<String, List<Requirement>> byDocument =
        requirements.stream()
            .collect(
                Collectors.groupingBy(
                    Requirement::document,
                    () -> new TreeMap<>(Comparator.<String>naturalOrder()),
                    Collectors.toList()));
    byDocument.forEach((document, all) -> count(out, document, all));
    count(out, "all", List.copyOf(requirements));
    out.append('\n');
  }

  private void count(StringBuilder out, String name, List<Requirement> all) {
    out.append(
        "| %s | %d | %d |"
            .formatted(name, all.size(), all.stream().filter(this::isProved).count()));
    for (int priority = 0; priority <= 2; priority++) {
      int p = priority;
      long missing = all.stream().filter(r -> r.priority() == p && !isProved(r)).count();
      out.append(" %d |".formatted(missing));
    }
    out.append('\n');
  }

  private void missing(StringBuilder out) {
    out.append("## Missing\n\n");
    for (int priority = 0; priority <= 2; priority++) {
      List<Requirement> missing = missing(priority);
      out.append("### P%d: %d\n\n".formatted(priority, missing.size()));
      missing.forEach(r -> out.append("- **%s** (%s) %s\n".formatted(r.id(), source(r), r.text())));
      if (!missing.isEmpty()) {
        out.append('\n');
      }
    }
  }

  private void proved(StringBuilder out) {
    out.append("## Proved\n");
    String area = "";
    for (Requirement requirement : requirements) {
      if (!isProved(requirement)) {
        continue;
      }
      if (!requirement.area().equals(area)) {
        area = requirement.area();
        out.append("\n### %s\n\n".formatted(area));
        out.append("| requirement | priority | level | what is asked | proved by |\n");
        out.append("|---|---|---|---|---|\n");
      }
      out.append(row(requirement));
    }
  }

  private String row(Requirement requirement) {
    List<String> names = new ArrayList<>();
    tests
        .getOrDefault(requirement.id(), new TreeSet<>())
        .forEach(p -> names.add("`" + p.test() + "`"));
    return "| %s | P%d | %s | %s | %s |\n"
        .formatted(
            requirement.id(),
            requirement.priority(),
            requirement.level(),
            requirement.text().replace("|", "\\|"),
            String.join("<br>", names));
  }

  private static String source(Requirement requirement) {
    String place = requirement.document();
    return requirement.section().isEmpty()
        ? requirement.area()
        : place + " section " + requirement.section();
  }
}
