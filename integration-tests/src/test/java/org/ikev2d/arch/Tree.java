package org.ikev2d.arch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The source tree that the tests belong to. */
public final class Tree {
  private static final List<String> MODULES =
      List.of(
          "ike-core",
          "ike-transport",
          "ike-pki",
          "pfkey-bridge",
          "config",
          "ike-daemon",
          "integration-tests");

  private Tree() {}

  /** Maven tells the directory of the module; elsewhere it is the one the test runs in. */
  public static Path root() {
    Path module = Path.of(System.getProperty("basedir", System.getProperty("user.dir")));
    Path root = module.toAbsolutePath().normalize();
    while (!Files.exists(root.resolve("ike-core/pom.xml"))) {
      root = root.getParent();
    }
    return root;
  }

  /** A source file and its lines. */
  record Source(Path path, List<String> lines) {
    String name() {
      return path.getFileName().toString();
    }

    boolean isPackageInfo() {
      return name().equals("package-info.java");
    }

    /** As the tree's root sees it. */
    @Override
    public String toString() {
      return root().relativize(path).toString();
    }
  }

  /** All Java sources below {@code src/main} or {@code src/test} of every module. */
  static List<Source> sources(String kind) {
    return MODULES.stream()
        .map(module -> root().resolve(module).resolve("src").resolve(kind))
        .filter(Files::isDirectory)
        .flatMap(Tree::javaFiles)
        .toList();
  }

  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Source> javaFiles(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(f -> f.toString().endsWith(".java")).sorted().toList().stream()
          .map(f -> new Source(f, lines(f)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
