package org.ikev2d.config.rules;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Suggestion;
import org.ikev2d.config.syntax.ConfigNode.Statement;
import org.ikev2d.config.syntax.Token;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.IdPattern;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.IdType;

/** Values of {@code local_id} and {@code remote_id}. */
final class IdentityReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*\\.?");
  private static final Pattern MAILBOX = Pattern.compile("[^\\s@]+@[^\\s@]+");
  private static final List<String> TYPES =
      List.of(
          "ip",
          "ipv4",
          "ipv6",
          "ipv4_prefix",
          "ipv6_prefix",
          "ipv4_range",
          "ipv6_range",
          "dn",
          "gn",
          "dns",
          "fqdn",
          "mbox",
          "user_fqdn",
          "key_id");

  private final FindingLog log;

  IdentityReader(FindingLog log) {
    this.log = log;
  }

  /** What a {@code remote_id} accepts; empty if that is not clear, which is reported. */
  Optional<IdPattern> pattern(Statement statement) {
    if (statement.values().size() == 1) {
      return wildcard(statement.value());
    }
    Token type = statement.values().getFirst();
    Token value = statement.values().getLast();
    if (value.text().isEmpty()) {
      return Optional.of(new IdPattern.Any());
    }
    return type(type).flatMap(t -> pattern(t, value));
  }

  /** The identity that a {@code local_id} names; empty if that is not clear, which is reported. */
  Optional<Identity> identity(Statement statement) {
    if (statement.values().size() == 1) {
      wildcard(statement.value())
          .ifPresent(any ->
              log.error(
                  statement.value().at(),
                  "wildcard as local_id",
                  "name one identity, or leave local_id out to use the address"));
      return Optional.empty();
    }
    Optional<IdPattern> pattern = pattern(statement);
    Token value = statement.values().getLast();
    return pattern.flatMap(p ->
        switch (p) {
          case IdPattern.Exact(Identity identity) -> Optional.of(identity);
          case IdPattern.Addresses(AddressRange range) -> single(value);
          case IdPattern.Names names -> single(value);
          case IdPattern.Any() -> single(value);
        });
  }

  private Optional<Identity> single(Token value) {
    log.error(
        value.at(),
        "local_id " + Suggestion.quote(value.text()) + " stands for many identities",
        "name one: IKEv2 sends single addresses and names only");
    return Optional.empty();
  }

  private Optional<IdPattern> wildcard(Token token) {
    String text = token.text();
    if (text.isEmpty() || text.equals("ANY") || text.equals("any")) {
      return Optional.of(new IdPattern.Any());
    }
    log.error(
        token.at(),
        "identity " + Suggestion.quote(text) + " without a type",
        "write a type before it, such as FQDN = \"" + "gw.example.com" + "\", or ANY");
    return Optional.empty();
  }

  /** The type in lower case. Types are written all in lower or all in upper case. */
  private Optional<String> type(Token token) {
    String text = token.text();
    String lower = text.toLowerCase(Locale.ROOT);
    boolean oneCase = text.equals(lower) || text.equals(text.toUpperCase(Locale.ROOT));
    if (TYPES.contains(lower) && oneCase) {
      return Optional.of(lower);
    }
    String problem = "identity type " + Suggestion.quote(text);
    log.error(token.at(), problem, Suggestion.remedy(text, TYPES));
    return Optional.empty();
  }

  private Optional<IdPattern> pattern(String type, Token value) {
    return switch (type) {
      case "ip", "ipv4", "ipv6", "ipv4_prefix", "ipv6_prefix", "ipv4_range", "ipv6_range" ->
          addresses(type, value);
      case "dns", "fqdn" -> text(value, NAME, "a domain name", Identity.ofFqdn(value.text()));
      case "mbox", "user_fqdn" ->
          text(value, MAILBOX, "a mailbox", Identity.ofMailbox(value.text()));
      case "key_id" ->
          Optional.of(new IdPattern.Exact(new Identity(IdType.KEY_ID, Bytes.ofText(value.text()))));
      case "dn" -> distinguishedName(value);
      default -> {
        log.error(
            value.at(),
            "identity type `" + type + "` is not supported",
            "use the certificate's subject (DN) or a name in it (DNS, MBOX, IP)");
        yield Optional.empty();
      }
    };
  }

  private Optional<IdPattern> addresses(String type, Token value) {
    Optional<AddressRange> range = AddressText.range(value.text(), value.at(), log);
    int octets = type.startsWith("ipv4") ? 4 : type.startsWith("ipv6") ? 16 : 0;
    if (range.isPresent() && octets != 0 && range.get().start().length() != octets) {
      log.error(
          value.at(),
          Suggestion.quote(value.text()) + " is not of the family that `" + type + "` names",
          octets == 4 ? "write ipv6" : "write ipv4");
      return Optional.empty();
    }
    return range.map(r ->
        r.isHost()
            ? new IdPattern.Exact(Identity.ofAddress(r.first()))
            : new IdPattern.Addresses(r));
  }

  private Optional<IdPattern> text(Token value, Pattern form, String what, Identity identity) {
    if (form.matcher(value.text()).matches() && value.text().length() <= 255) {
      return Optional.of(new IdPattern.Exact(identity));
    }
    log.error(
        value.at(),
        Suggestion.quote(value.text()) + " is not " + what,
        "write " + (what.equals("a mailbox") ? "user@example.com" : "gw.example.com"));
    return Optional.empty();
  }

  private Optional<IdPattern> distinguishedName(Token value) {
    try {
      byte[] encoded = new X500Principal(mostSpecificFirst(value.text())).getEncoded();
      Identity identity = new Identity(IdType.DER_ASN1_DN, Bytes.wrap(encoded));
      boolean open =
          new LdapName(value.text()).getRdns().stream().anyMatch(p -> "*".equals(p.getValue()));
      return Optional.of(open ? new IdPattern.Names(identity) : new IdPattern.Exact(identity));
    } catch (IllegalArgumentException | InvalidNameException notOne) {
      log.error(
          value.at(),
          Suggestion.quote(value.text()) + " is not a distinguished name",
          "write it as in \"C=US, O=Example, CN=gw1\"");
      return Optional.empty();
    }
  }

  /**
   * RFC 2253 writes the most specific part first, the Solaris guides the country. A name whose
   * first part is more general than its last is turned round; ikev2cert reads names by the same
   * rule.
   */
  private static String mostSpecificFirst(String text) throws InvalidNameException {
    List<Rdn> parts = new LdapName(text).getRdns(); // the last part as written comes first
    if (parts.isEmpty() || parts.stream().anyMatch(part -> part.size() == 0)) {
      throw new InvalidNameException(text);
    }
    if (rank(parts.getLast()) >= rank(parts.getFirst())) {
      return text;
    }
    List<Rdn> turned = new ArrayList<>(parts);
    Collections.reverse(turned);
    return new LdapName(turned).toString();
  }

  /** How special a part is. */
  private static int rank(Rdn part) {
    return switch (part.getType().toUpperCase(Locale.ROOT)) {
      case "C", "DC" -> 0;
      case "ST", "S" -> 1;
      case "L" -> 2;
      case "O" -> 3;
      case "OU" -> 4;
      case "UID", "CN" -> 6;
      case "E", "EMAILADDRESS" -> 7;
      default -> 5;
    };
  }
}
