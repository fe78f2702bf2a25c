package org.ikev2d.arch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.EncrAlgorithm;
import org.ikev2d.crypto.GroupAlgorithm;
import org.ikev2d.crypto.IntegAlgorithm;
import org.ikev2d.crypto.PrfAlgorithm;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;

/**
 * Makes docs/algorithms.md: the table of algorithms, the vectors of the test resources that prove
 * them, and the scenarios of the lab in which a peer has used them.
 */
final class AlgorithmPage {
  private static final List<String> VECTORS =
      List.of(
          "ike-core/src/test/resources/vectors/sk-and-cipher-vectors.json",
          "ike-core/src/test/resources/vectors/prf-vectors.json",
          "ike-core/src/test/resources/vectors/dh-vectors.json",
          "ike-core/src/test/resources/vectors/groups.json",
          "ike-core/src/test/resources/vectors/mlkem-vectors.json",
          "ike-pki/src/test/resources/vectors/bc-vectors.json");

  private final List<JsonNode> files;
  private final List<String> suites;

  AlgorithmPage(Path root) {
    files = VECTORS.stream().map(name -> json(root.resolve(name))).toList();
    suites = suites(root.resolve("integration-tests/lab"));
  }

  private static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The transforms that the lab configures against strongSwan. */
  private static List<String> suites(Path lab) {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> groups = Files.walk(lab)) {
      for (Path file : groups.filter(p -> p.toString().endsWith(".sh")).sorted().toList()) {
        Files.readAllLines(file).stream()
            .filter(line -> line.contains("encr_alg "))
            .forEach(lines::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }

  String text() {
    List<String> lines = new ArrayList<>(List.of(HEAD.split("\n", -1)));
    lines.add("## Ciphers (`encr_alg`)");
    lines.add("");
    head(lines, "id", "name", "keywords", "key bits", "IKE", "status", "vectors", "peer");
    for (EncrAlgorithm row : AlgorithmTable.encrs()) {
      row(
          lines,
          row.id().code(),
          row.id(),
          names(row.keywords()),
          row.keyBits().isEmpty() ? "-" : join(row.keyBits()),
          row.forIke() ? "yes" : "no",
          row.requirement(),
          proof(vectors(row)),
          peer("encr_alg (" + alternatives(row.keywords()) + ")\\b(?!-)"));
    }
    lines.addAll(List.of("", "## Pseudo-random functions (`prf`)", ""));
    head(lines, "id", "name", "keywords", "octets", "status", "vectors", "peer");
    for (PrfAlgorithm row : AlgorithmTable.prfs()) {
      row(
          lines,
          row.id().code(),
          row.id(),
          names(row.keywords()),
          row.outputOctets(),
          row.requirement(),
          proof(vectors(row)),
          peer("(prf|auth_alg) (" + alternatives(row.keywords()) + ")\\b(?!-)"));
    }
    lines.addAll(List.of("", "## Integrity (`auth_alg`)", ""));
    head(lines, "id", "name", "keywords", "key", "code", "IKE", "status", "vectors", "peer");
    for (IntegAlgorithm row : AlgorithmTable.integs()) {
      row(
          lines,
          row.id().code(),
          row.id(),
          names(row.keywords()),
          row.keyOctets(),
          row.icvOctets(),
          row.forIke() ? "yes" : "no",
          row.requirement(),
          proof(vectors(row)),
          peer("auth_alg (" + alternatives(row.keywords()) + ")\\b(?!-)"));
    }
    lines.addAll(List.of("", "## Key exchange (`dh_group`, `additional_ke`, `childsa_pfs`)", ""));
    head(lines, "id", "name", "description", "strength", "status", "vectors", "peer");
    for (GroupAlgorithm row : AlgorithmTable.groups()) {
      row(
          lines,
          row.id().code(),
          row.id(),
          row.description(),
          row.strength(),
          row.requirement(),
          proof(vectors(row)),
          peer("(dh_group|additional_ke)( \\d+)* " + row.id().code() + "\\b"));
    }
    return String.join("\n", lines) + "\n";
  }

  Set<String> vectors(EncrAlgorithm row) {
    Set<String> found = sources("alg", "ENCR_" + row.id(), "aead", "ctr_cbc");
    if (row.id().equals(EncrId.TRIPLE_DES)) {
      found.addAll(named("sk_messages", "3DES"));
    }
    return found;
  }

  Set<String> vectors(PrfAlgorithm row) {
    return sources("prf", row.id().toString(), "prf");
  }

  /** The codes are those of a function for which there are vectors, cut to their length. */
  Set<String> vectors(IntegAlgorithm row) {
    PrfId whole =
        row.id().equals(IntegId.HMAC_MD5_96)
            ? PrfId.HMAC_MD5
            : AlgorithmTable.prfMatching(row.id()).orElseThrow().id();
    return sources("prf", whole.toString(), "prf");
  }

  Set<String> vectors(GroupAlgorithm row) {
    String code = String.valueOf(row.id().code());
    Set<String> found = sources("group", code, "vectors");
    for (JsonNode file : files) {
      if (file.has("vectors")) {
        for (JsonNode vector : file.get("vectors")) {
          if (vector.path("transform_id").asText().equals(code)) {
            found.add("Wycheproof ML-KEM");
          }
        }
      }
      for (JsonNode group : file.path("groups")) {
        if (group.path("group").asText().equals(code)
            && group.path("kind").asText().contains("safe prime")) {
          found.add("prime of RFC 2409 or RFC 3526");
        }
      }
    }
    return found;
  }

  private Set<String> sources(String key, String value, String... lists) {
    Set<String> found = new TreeSet<>();
    for (JsonNode file : files) {
      for (String list : lists) {
        for (JsonNode vector : file.path(list)) {
          if (vector.path(key).asText().equals(value)) {
            found.add(vector.path("source").asText());
          }
        }
      }
    }
    return found;
  }

  private Set<String> named(String list, String start) {
    Set<String> found = new TreeSet<>();
    for (JsonNode file : files) {
      for (JsonNode vector : file.path(list)) {
        if (vector.path("name").asText().startsWith(start)) {
          found.add("recorded messages: " + vector.path("name").asText());
        }
      }
    }
    return found;
  }

  private static String proof(Set<String> sources) {
    return sources.isEmpty() ? "-" : String.join("; ", sources);
  }

  private String peer(String transform) {
    Pattern pattern = Pattern.compile("\\b" + transform);
    return suites.stream().anyMatch(line -> pattern.matcher(line).find()) ? "strongSwan" : "-";
  }

  private static String alternatives(List<String> keywords) {
    return String.join("|", keywords.stream().map(Pattern::quote).toList());
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

      Made from `crypto.AlgorithmTable`, the vectors of the tests and the scenarios of the lab; a test compares. To make it
      anew, run `AlgorithmPageTest` with `-Dalgorithms.write=true`.

      - **status** is what RFC 8247 and RFC 9395 ask for in IKE. What they say not to use is used only where a file names it:
        nothing is proposed that no rule or policy has. MD5, DES and group 1 cannot be named at all.
      - **IKE**: whether it can protect IKE messages. The others are for CHILD SAs, as far as the kernel has them: Linux has no
        implicit IVs (RFC 8750), which are the rows that end in `IIV`.
      - **vectors**: where the values come from that a test compares with.
      - **peer**: who has used it with ikev2d in the lab, in both roles. ML-KEM was with strongSwan 6.1, all else with 6.0.
      - Public values of peers are checked before they are used (RFC 6989): range and subgroup of MODP groups, the equation of
        a curve, the zero secret of X25519 and X448, length and modulus of ML-KEM keys.
      """;
}
