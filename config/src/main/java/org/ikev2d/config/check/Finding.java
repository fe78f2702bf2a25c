package org.ikev2d.config.check;

/**
 * Something that is wrong with a file. Never holds a secret.
 *
 * @param problem what was wrong, naming the word at fault
 * @param remedy what would be right
 */
public record Finding(Position at, Severity severity, String problem, String remedy) {
  public String file() {
    return at.file();
  }

  public int line() {
    return at.line();
  }

  public int column() {
    return at.column();
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /** {@code file:line:column: error: problem; remedy}. */
  @Override
  public String toString() {
    return at + ": " + severity + ": " + problem + (remedy.isEmpty() ? "" : "; " + remedy);
  }
}
