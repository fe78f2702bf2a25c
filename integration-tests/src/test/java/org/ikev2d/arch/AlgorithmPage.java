package org.ikev2d.arch;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.EncrAlgorithm;
import org.ikev2d.crypto.GroupAlgorithm;
import org.ikev2d.crypto.IntegAlgorithm;
import org.ikev2d.crypto.PrfAlgorithm;

/** Makes docs/algorithms.md: the table of algorithms. */
final class AlgorithmPage {
  String text() {
    List<String> lines = new ArrayList<>(List.of(HEAD.split("\n", -1)));
    lines.add("## Ciphers (`encr_alg`)");
    lines.add("");
    head(lines, "id", "name", "keywords", "key bits", "IKE", "status");
    for (EncrAlgorithm row : AlgorithmTable.encrs()) {
      row(
          lines,
          row.id().code(),
          row.id(),
          names(row.keywords()),
          row.keyBits().isEmpty() ? "-" : join(row.keyBits()),
          row.forIke() ? "yes" : "no",
          row.requirement());
    }
    lines.addAll(List.of("", "## Pseudo-random functions (`prf`)", ""));
    head(lines, "id", "name", "keywords", "octets", "status");
    for (PrfAlgorithm row : AlgorithmTable.prfs()) {
      row(
          lines,
          row.id().code(),
          row.id(),
          names(row.keywords()),
          row.outputOctets(),
          row.requirement());
    }
    lines.addAll(List.of("", "## Integrity (`auth_alg`)", ""));
    head(lines, "id", "name", "keywords", "key", "code", "IKE", "status");
    for (IntegAlgorithm row : AlgorithmTable.integs()) {
      row(
          lines,
          row.id().code(),
          row.id(),
          names(row.keywords()),
          row.keyOctets(),
          row.icvOctets(),
          row.forIke() ? "yes" : "no",
          row.requirement());
    }
    lines.addAll(List.of("", "## Key exchange (`dh_group`, `additional_ke`, `childsa_pfs`)", ""));
    head(lines, "id", "name", "description", "strength", "status");
    for (GroupAlgorithm row : AlgorithmTable.groups()) {
      row(lines, row.id().code(), row.id(), row.description(), row.strength(), row.requirement());
    }
    return String.join("\n", lines) + "\n";
  }

  private static String names(List<String> keywords) {
    return String.join(", ", keywords.stream().map(name -> "`" + name + "`").toList());
  }

  private static String join(List<Integer> numbers) {
    return String.join(", ", numbers.stream().map(String::valueOf).toList());
  }

  private static void head(List<String> lines, Object... cells) {
    row(lines, cells);
    lines.add("|" + "---|".repeat(cells.length));
  }

  private static void row(List<String> lines, Object... cells) {
    lines.add("| " + String.join(" | ", Stream.of(cells).map(String::valueOf).toList()) + " |");
  }

  private static final String HEAD =
      """
      # Algorithms of ikev2d

      Made from `crypto.AlgorithmTable`; a test compares. To make it anew, run `AlgorithmPageTest` with `-Dalgorithms.write=true`.

      - **status** is what RFC 8247 and RFC 9395 ask for in IKE. What they say not to use is used only where a file names it:
        nothing is proposed that no rule or policy has. MD5, DES and group 1 cannot be named at all.
      - **IKE**: whether it can protect IKE messages. The others are for CHILD SAs, as far as the kernel has them: Linux has no
        implicit IVs (RFC 8750), which are the rows that end in `IIV`.
      - Whose values prove each of them, and who has used it with ikev2d, is in [conformance.md](conformance.md).
      - Public values of peers are checked before they are used (RFC 6989): range and subgroup of MODP groups, the equation of
        a curve, the zero secret of X25519 and X448, length and modulus of ML-KEM keys.
      """;
}
