package org.ikev2d.pki.store;

/**
 * Something in a key store that could not be used.
 *
 * @param source file or token
 * @param entry line of the file or number of the entry, from 1; 0: the whole
 * @param problem what is wrong and what would be right
 */
public record StoreFinding(String source, int entry, String problem) {
  @Override
  public String toString() {
    return source + (entry > 0 ? ":" + entry : "") + ": " + problem;
  }
}
