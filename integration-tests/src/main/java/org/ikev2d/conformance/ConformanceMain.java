package org.ikev2d.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code ConformanceMain ROOT [--check]}: writes {@code docs/conformance.md}, or with {@code
 * --check} fails if it is not what would be written. Needs nothing but the JDK and the sources.
 */
public final class ConformanceMain {
  private ConformanceMain() {}

  public static void main(String[] args) throws IOException {
    boolean check = args.length == 2 && args[1].equals("--check");
    if (args.length != 1 && !check) {
      System.err.println("usage: ConformanceMain ROOT [--check]");
      System.exit(2);
    }
    Path root = Path.of(args[0]);
    Path file = file(root);
    Catalogue catalogue = Catalogue.load();
    Page page = new Page(catalogue, proofs(root));
    AlgorithmSection algorithms = new AlgorithmSection(root);
    if (!algorithms.problems().isEmpty()) {
      algorithms.problems().forEach(System.err::println);
      System.exit(1);
    }
    String text = page.text() + "\n" + algorithms.text();
    if (!check) {
      Files.writeString(file, text);
    } else if (!(Files.exists(file) && Files.readString(file).equals(text))) {
      System.err.println(file + " is not up to date: run bin/conformance");
      System.exit(1);
    }
    System.out.printf(
        "%d requirements; without a test: %d P0, %d P1, %d P2%n",
        catalogue.all().size(),
        page.missing(0).size(),
        page.missing(1).size(),
        page.missing(2).size());
  }

  /** Where the page is. */
  static Path file(Path root) {
    return root.resolve("docs/conformance.md");
  }

  /** All tests that name a requirement. */
  static List<Proof> proofs(Path root) {
    List<Proof> proofs = new ArrayList<>(JavaTests.scan(root));
    proofs.addAll(LabScenarios.scan(root));
    return proofs;
  }
}
