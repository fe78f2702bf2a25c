package org.ikev2d.conformance;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One sentence of an RFC that the daemon has to keep.
 *
 * @param id {@code R<rfc>-<section>-<number>}; {@code RD-...} for drafts, {@code RX-...} for what
 *     no RFC says but peers need
 * @param priority 0 to 2: without 0 nothing interoperates, 1 is what users expect
 * @param level MUST, SHOULD, MAY, or {@code -} where the RFC has no such word
 * @param area the part of the protocol it belongs to
 * @param text what is asked, in our words
 */
record Requirement(String id, int priority, String level, String area, String text) {
  /** How an id looks; a tag of this form on a test names a requirement. */
  static final Pattern ID = Pattern.compile("R(\\d{4}|D|X)-\\S+");

  private static final Pattern WITH_SECTION = Pattern.compile("R\\d{4}-([0-9][0-9.]*)-\\d+");

  Requirement {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("not an id: " + id);
    }
    if (priority < 0 || priority > 2) {
      throw new IllegalArgumentException(id + ": priority " + priority);
    }
  }

  /** The document, in the order in which documents are listed: RFCs by number, then the rest. */
  String document() {
    String token = id.substring(1, id.indexOf('-'));
    return switch (token) {
      case "D" -> "drafts";
      case "X" -> "practice";
      default -> "RFC " + token;
    };
  }

  /** The section of the RFC, or nothing. */
  String section() {
    Matcher matcher = WITH_SECTION.matcher(id);
    return matcher.matches() ? matcher.group(1) : "";
  }
}
