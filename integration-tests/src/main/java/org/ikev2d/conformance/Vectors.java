package org.ikev2d.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The values that tests compare with, and the tests: one with the tag {@code vectors:FILE/LIST}
 * takes each entry of that list of {@code src/test/resources/vectors}, one with {@code
 * vectors:FILE} the file as a whole. An entry names its rows ({@code rows}), or has the field of
 * its kind ({@code alg}, {@code prf}, {@code integ}, {@code group}, {@code transform_id}).
 */
final class Vectors {
  private static final Pattern TAG = Pattern.compile("vectors:[a-z0-9-]+\\.json(/[a-z_]+)?");

  /** Nobody's word for what we do is our own. */
  private static final Pattern OURS = Pattern.compile("(?i)self|our own|ikev2d|generated from");

  private final SortedMap<String, SortedSet<String>> sources = new TreeMap<>();
  private final SortedMap<String, SortedSet<String>> tests = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private final Map<String, String> idsByName = new TreeMap<>();

  Vectors(Path root, List<AlgorithmRow> rows) {
    rows.forEach(row -> idsByName.put(row.kind() + " " + row.name(), row.id()));
    Map<String, Object> files = files(root);
    for (Proof proof : JavaTests.scan(root, TAG)) {
      if (!proof.runs()) {
        problems.add(proof.test() + " has the tag " + proof.requirement() + " and is not run");
        continue;
      }
      String[] parts = proof.requirement().substring("vectors:".length()).split("/");
      Object file = files.get(parts[0]);
      Object list =
          parts.length == 2 && file instanceof Map<?, ?> whole ? whole.get(parts[1]) : file;
      if (list == null) {
        problems.add(proof.test() + ": there is no " + proof.requirement());
        continue;
      }
      String source = file instanceof Map<?, ?> whole ? text(whole, "source") : "";
      for (Object entry : list instanceof List<?> many ? many : List.of(list)) {
        if (entry instanceof Map<?, ?> vector) {
          take(proof.test(), vector, text(vector, "source").isEmpty() ? source : "");
        }
      }
    }
  }

  /** Where the values of a row come from; empty: no test compares it with any. */
  Set<String> sources(AlgorithmRow row) {
    return sources.getOrDefault(row.id(), new TreeSet<>());
  }

  /** The tests that do. */
  Set<String> tests(AlgorithmRow row) {
    return tests.getOrDefault(row.id(), new TreeSet<>());
  }

  /** Tags that name nothing, and tests that are not run. */
  List<String> problems() {
    return problems;
  }

  private void take(String test, Map<?, ?> vector, String ofFile) {
    String source = ofFile.isEmpty() ? text(vector, "source") : ofFile;
    if (source.isEmpty() || OURS.matcher(source).find()) {
      return;
    }
    for (String id : ids(vector)) {
      sources.computeIfAbsent(id, _ -> new TreeSet<>()).add(source);
      tests.computeIfAbsent(id, _ -> new TreeSet<>()).add(test);
    }
  }

  private List<String> ids(Map<?, ?> vector) {
    if (vector.get("rows") instanceof List<?> rows) {
      return rows.stream().map(String::valueOf).toList();
    }
    List<String> ids = new ArrayList<>();
    named(ids, "ENCR", text(vector, "alg").replaceFirst("^ENCR_", ""));
    named(ids, "PRF", text(vector, "prf"));
    named(ids, "INTEG", text(vector, "integ"));
    for (String field : List.of("group", "transform_id")) {
      if (vector.containsKey(field)) {
        ids.add("KE-" + text(vector, field));
      }
    }
    return ids;
  }

  private void named(List<String> ids, String kind, String name) {
    if (!name.isEmpty()) {
      ids.add(idsByName.getOrDefault(kind + " " + name, kind + "-?"));
    }
  }

  private static String text(Map<?, ?> object, String field) {
    return object.get(field) instanceof String text ? text : "";
  }

  private static Map<String, Object> files(Path root) {
    Map<String, Object> files = new TreeMap<>();
    try (Stream<Path> modules = Files.list(root)) {
      for (Path module : modules.sorted().toList()) {
        Path directory = module.resolve("src/test/resources/vectors");
        if (Files.isDirectory(directory)) {
          read(directory, files);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private static void read(Path directory, Map<String, Object> files) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path file : entries.filter(f -> f.toString().endsWith(".json")).toList()) {
        Object before =
            files.put(file.getFileName().toString(), JsonText.parse(Files.readString(file)));
        if (before != null) {
          throw new IllegalStateException(file.getFileName() + " is there twice");
        }
      }
    }
  }
}
