package org.ikev2d.codec;

/** Carries a problem from the cursor that met it to the codec's entry. Never leaves the package. */
final class ParseFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  /** Without a stack trace: peers can cause this at line rate. */
  ParseFailure(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
