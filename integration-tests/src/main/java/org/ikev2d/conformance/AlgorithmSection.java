package org.ikev2d.conformance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The part of the page about algorithms: row by vector by peer. */
final class AlgorithmSection {
  /** Scenarios of one peer that are named. */
  private static final int SHOWN = 2;

  private static final Map<String, String> TITLES =
      Map.of(
          "ENCR", "Ciphers",
          "PRF", "Pseudo-random functions",
          "INTEG", "Integrity",
          "KE", "Key exchange",
          "AUTH", "Authentication",
          "HASH", "Hashes of signatures");

  private final List<AlgorithmRow> rows = AlgorithmRow.all();
  private final Vectors vectors;
  private final LabPeers peers;

  AlgorithmSection(Path root) {
    this.vectors = new Vectors(root, rows);
    this.peers = new LabPeers(root, rows);
  }

  /** What keeps the table from being true: nothing, or the build fails. */
  List<String> problems() {
    List<String> problems = new ArrayList<>(vectors.problems());
    for (AlgorithmRow row : rows) {
      if (row.forIke() && vectors.sources(row).isEmpty()) {
        problems.add(row.id() + " " + row.name() + ": no test compares it with published values");
      }
    }
    return problems;
  }

  String text() {
    var out = new StringBuilder(HEAD);
    String kind = "";
    for (AlgorithmRow row : rows) {
      if (!row.kind().equals(kind)) {
        kind = row.kind();
        out.append("\n### ").append(TITLES.get(kind)).append("\n\n");
        out.append("| row | name | status | values of | tested by | peer |\n");
        out.append("|---|---|---|---|---|---|\n");
      }
      out.append(line(row));
    }
    return out.append('\n').toString();
  }

  private String line(AlgorithmRow row) {
    Set<String> sources = vectors.sources(row);
    return "| %s | %s | %s | %s | %s | %s |\n"
        .formatted(
            row.id(),
            row.name(),
            row.status(),
            row.forIke()
                ? String.join("; ", sources).replace("|", "\\|")
                : "for CHILD SAs alone: the kernel computes it",
            String.join("<br>", vectors.tests(row).stream().map(t -> "`" + t + "`").toList()),
            row.forIke() ? peers.text(row, SHOWN) : "-");
  }

  private static final String HEAD =
      """
      ## Algorithms

      Each row of the registry (`crypto.AlgorithmTable`, the methods of AUTH, the hashes of RFC 7427), whose values a test
      compares it with, and who has used it with ikev2d in the lab. A test names the values that it takes
      (`@Tag("vectors:FILE/LIST")`), each value its source; a group of the lab names its peer (`# peer`), and a scenario the
      algorithms that no transform of a rule names (`# algorithm`). `bin/conformance` fails for a row without values of
      others. Keywords and lengths are in [algorithms.md](algorithms.md).
      """;
}
