package org.ikev2d.pki.x509;

import java.util.List;

/**
 * A distinguished name in which {@code *} stands for any value: {@code C=US, O=Example, CN=*}.
 * Number, order and types of the parts must fit. Local policy only: what a peer sends is a name.
 */
public final class DnPattern {
  private static final String ANY = "=\"*";

  private final DistinguishedName pattern;

  private DnPattern(DistinguishedName pattern) {
    this.pattern = pattern;
  }

  /** A pattern, or why the text is none. */
  public sealed interface Parsed {
    record Good(DnPattern pattern) implements Parsed {}

    record Bad(String why) implements Parsed {}
  }

  public static Parsed parse(String text) {
    return switch (DistinguishedName.parse(text)) {
      case DistinguishedName.Parsed.Good(DistinguishedName name) ->
          new Parsed.Good(new DnPattern(name));
      case DistinguishedName.Parsed.Bad(String why) -> new Parsed.Bad(why);
    };
  }

  public boolean matches(DistinguishedName name) {
    List<List<String>> wanted = pattern.canonical();
    List<List<String>> given = name.canonical();
    if (wanted.size() != given.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      if (!matches(wanted.get(i), given.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(List<String> wanted, List<String> given) {
    if (wanted.size() != given.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      String part = wanted.get(i);
      boolean fits =
          part.endsWith(ANY)
              ? given.get(i).startsWith(part.substring(0, part.length() - ANY.length() + 1))
              : part.equals(given.get(i));
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return pattern.toString();
  }
}
