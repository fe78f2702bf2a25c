package org.ikev2d.config.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects the findings of one file. Not safe for use by several threads. */
public final class FindingLog {
  /** A file of junk must not fill the memory with complaints about it. */
  public static final int LIMIT = 1000;

  private final Set<Finding> findings = new LinkedHashSet<>();

  public void error(Position at, String problem, String remedy) {
    add(new Finding(at, Severity.ERROR, problem, remedy));
  }

  public void warning(Position at, String problem, String remedy) {
    add(new Finding(at, Severity.WARNING, problem, remedy));
  }

  public void add(Finding finding) {
    if (findings.size() < LIMIT) {
      findings.add(finding);
    } else if (finding.isError()) {
      findings.add(
          new Finding(
              Position.ofFile(finding.file()),
              Severity.ERROR,
              "more than " + LIMIT + " findings",
              "repair the first ones and check again"));
    }
  }

  public void addAll(List<Finding> others) {
    others.forEach(this::add);
  }

  public boolean hasErrors() {
    return findings.stream().anyMatch(Finding::isError);
  }

  /** All findings, file by file in the order in which files were read, each in line order. */
  public List<Finding> sorted() {
    List<String> files = findings.stream().map(Finding::file).distinct().toList();
    List<Finding> sorted = new ArrayList<>(findings);
    sorted.sort(
        Comparator.<Finding>comparingInt(f -> files.indexOf(f.file()))
            .thenComparingInt(Finding::line)
            .thenComparingInt(Finding::column));
    return List.copyOf(sorted);
  }
}
