package org.ikev2d.pki.kmf;

/**
 * Something wrong in a policy database.
 *
 * @param line from 1
 * @param column of the end of the tag that it concerns, from 1
 * @param problem what is wrong
 * @param remedy what would be right
 */
public record KmfFinding(String file, int line, int column, String problem, String remedy) {
  @Override
  public String toString() {
    return file + ":" + line + ":" + column + ": " + problem + "; " + remedy;
  }
}
