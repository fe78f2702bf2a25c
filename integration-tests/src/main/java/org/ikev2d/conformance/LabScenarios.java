package org.ikev2d.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds {@code # requirement ID...}, and {@code # algorithm ID...}, in the groups of the lab. The
 * comment stands right above the {@code scenario} it is about, or above the loop that begins with
 * it.
 */
final class LabScenarios {
  private static final Pattern OTHER = Pattern.compile("\\s*# (requirement|algorithm)\\s.*");
  private static final Pattern LOOP = Pattern.compile("\\s*(while|for)\\b.*\\bdo");
  private static final Pattern SCENARIO = Pattern.compile(".*\\bscenario\\s+(\\S+).*");

  private LabScenarios() {}

  /** {@code root} is the directory that holds the modules. */
  static List<Proof> scan(Path root) {
    List<Proof> proofs = new ArrayList<>();
    groups(root).forEach((prefix, lines) -> read("requirement", lines, prefix, proofs));
    return proofs;
  }

  /** The lines of each group by what the names of its scenarios begin with. */
  static Map<String, List<String>> groups(Path root) {
    Path lab = root.resolve("integration-tests/lab");
    Map<String, List<String>> groups = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(lab)) {
      for (Path file : files.filter(LabScenarios::isGroup).sorted().toList()) {
        String group = file.getFileName().toString().replaceFirst("\\.sh$", "");
        String level = String.valueOf(lab.relativize(file).getName(0));
        groups.put("lab " + level + "/" + group + "/", Files.readAllLines(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return groups;
  }

  private static boolean isGroup(Path file) {
    return file.toString().matches(".*/groups/[^/]+\\.sh");
  }

  /** {@code keyword} is what the comments begin with. */
  static void read(String keyword, List<String> lines, String prefix, List<Proof> proofs) {
    Pattern pattern = Pattern.compile("\\s*# " + keyword + "\\s+(\\S.*)");
    List<String> waiting = new ArrayList<>();
    for (String line : lines) {
      Matcher comment = pattern.matcher(line);
      Matcher scenario = SCENARIO.matcher(line);
      if (comment.matches()) {
        waiting.addAll(List.of(comment.group(1).trim().split("\\s+")));
        continue;
      }
      // a comment of the other kind may stand between
      if (OTHER.matcher(line).matches() || LOOP.matcher(line).matches()) {
        continue;
      }
      boolean found = scenario.matches() && !line.trim().startsWith("#");
      String name = found ? asPattern(scenario.group(1)) : "?";
      // a comment above anything else names no test: it proves nothing
      waiting.forEach(id -> proofs.add(new Proof(id, prefix + name, found)));
      waiting.clear();
    }
    waiting.forEach(id -> proofs.add(new Proof(id, prefix + "?", false)));
  }

  /** Names that are made at run time have stars in them. */
  private static String asPattern(String word) {
    return word.replace("\"", "").replaceAll("\\$\\{?\\w+}?", "*");
  }
}
