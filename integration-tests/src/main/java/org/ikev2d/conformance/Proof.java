package org.ikev2d.conformance;

import java.util.Comparator;

/**
 * A test that names a requirement.
 *
 * @param requirement the id it names, whether there is such a requirement or not
 * @param test how the page calls it: {@code Class.method}, {@code Class}, {@code lab
 *     level/group/scenario}
 * @param runs whether the build runs it; if not, it proves nothing
 */
record Proof(String requirement, String test, boolean runs) implements Comparable<Proof> {
  private static final Comparator<Proof> ORDER =
      Comparator.comparing(Proof::requirement)
          .thenComparing(p -> p.test().startsWith("lab "))
          .thenComparing(Proof::test);

  @Override
  public int compareTo(Proof other) {
    return ORDER.compare(this, other);
  }
}
