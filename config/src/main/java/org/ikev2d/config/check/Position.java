package org.ikev2d.config.check;

/**
 * A place in a text.
 *
 * @param file its name as given by the user, or a description such as {@code command line}
 * @param line from 1; 0 for the file as a whole
 * @param column from 1, counted in characters; 0 for the line as a whole
 */
public record Position(String file, int line, int column) {
  /** The file as a whole. */
  public static Position ofFile(String file) {
    return new Position(file, 0, 0);
  }

  /** {@code file:line:column}, without the parts that are 0. */
  @Override
  public String toString() {
    if (line == 0) {
      return file;
    }
    return column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
  }
}
