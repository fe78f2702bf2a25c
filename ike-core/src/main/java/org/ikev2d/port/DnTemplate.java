package org.ikev2d.port;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.ikev2d.payload.Identity;

/**
 * Distinguished names part by part, where {@code *} as the whole value of a part stands for any.
 */
final class DnTemplate {
  /** An asterisk as such, or as the octets of a string: so are values of other types shown. */
  private static final Pattern ANY = Pattern.compile("[^=]+=(\\*|#[0-9a-f]{2}012a)");

  private DnTemplate() {}

  static boolean matches(Identity template, Identity name) {
    Optional<List<Rdn>> wanted = parts(template);
    Optional<List<Rdn>> given = parts(name);
    if (wanted.isEmpty() || given.isEmpty() || wanted.get().size() != given.get().size()) {
      return false;
    }
    for (int i = 0; i < wanted.get().size(); i++) {
      if (!fits(wanted.get().get(i), given.get().get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean fits(Rdn wanted, Rdn given) {
    boolean any = wanted.size() == 1 && ANY.matcher(wanted.toString()).matches();
    return any
        ? given.size() == 1 && wanted.getType().equalsIgnoreCase(given.getType())
        : wanted.toString().equals(given.toString());
  }

  private static Optional<List<Rdn>> parts(Identity name) {
    return name.canonicalName().flatMap(DnTemplate::parse);
  }

  private static Optional<List<Rdn>> parse(String text) {
    try {
      return Optional.of(new LdapName(text).getRdns());
    } catch (InvalidNameException notOne) {
      return Optional.empty();
    }
  }
}
