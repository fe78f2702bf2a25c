package org.ikev2d.arch;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tables of {@code docs/architecture.md}, section "Packages". */
final class PackageTable {
  static final String BASE = "org.ikev2d.";

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private final Map<String, Row> packages = new LinkedHashMap<>();
  private final Map<String, Set<String>> libraries = new LinkedHashMap<>();

  /**
   * @param uses packages without {@link #BASE}
   * @param usesAll whether it may use whatever there is
   */
  record Row(String module, Set<String> uses, boolean usesAll) {}

  private PackageTable() {}

  /** Whether a list of packages, where {@code pki.*} means all below {@code pki}, has one. */
  static boolean names(Set<String> list, String name) {
    return list.stream()
        .anyMatch(entry ->
            entry.endsWith(".*")
                ? name.startsWith(entry.substring(0, entry.length() - 1))
                : entry.equals(name));
  }

  static PackageTable read() {
    PackageTable table = new PackageTable();
    boolean packages = false;
    for (String line : Tree.lines(Tree.root().resolve("docs/architecture.md"))) {
      packages = line.startsWith("## ") ? line.equals("## Packages") : packages;
      List<String> cells =
          packages && line.startsWith("|")
              ? Arrays.stream(line.split("\\|")).skip(1).map(String::strip).toList()
              : List.of();
      if (cells.size() == 4 && cells.get(1).startsWith("`")) {
        Row row = new Row(cells.get(0), codes(cells.get(3)), cells.get(3).equals("all"));
        table.packages.put(codes(cells.get(1)).iterator().next(), row);
      } else if (cells.size() == 3 && cells.get(1).startsWith("`")) {
        table.libraries.put(codes(cells.get(1)).iterator().next(), codes(cells.get(2)));
      }
    }
    return table;
  }

  private static Set<String> codes(String cell) {
    return CODE.matcher(cell)
        .results()
        .map((MatchResult r) -> r.group(1))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Rows by package, without {@link #BASE}. */
  Map<String, Row> packages() {
    return packages;
  }

  /** By the root package of a library, who may use it. */
  Map<String, Set<String>> libraries() {
    return libraries;
  }
}
