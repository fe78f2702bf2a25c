package org.ikev2d.pki.make;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.ikev2d.pki.x509.AltNames;
import org.ikev2d.pki.x509.DistinguishedName;

/** One name of a subjectAltName, in text {@code TAG=value}. */
public record AltName(GeneralName name) {
  private static final Pattern NEXT = Pattern.compile(",(?=\\s*(?i:IP|DNS|EMAIL|URI|RID|DN)=)");
  private static final Pattern HOST =
      Pattern.compile("(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?\\.)*[A-Za-z0-9_-]+\\.?");
  private static final Pattern MAIL = Pattern.compile("[\\x21-\\x7e&&[^@]]+@[A-Za-z0-9.-]+");
  private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[\\x21-\\x7e]+");
  private static final Pattern OID = Pattern.compile("[0-2](\\.[0-9]+)+");

  /** Names, or why the text holds none. */
  public sealed interface Parsed {
    record Good(List<AltName> names) implements Parsed {}

    record Bad(String why) implements Parsed {}
  }

  /** Reads names separated by commas. A comma within a DN is not one: no tag follows it. */
  public static Parsed parse(String text) {
    List<AltName> names = new ArrayList<>();
    for (String part : NEXT.split(text)) {
      switch (one(part.strip())) {
        case Parsed.Good(List<AltName> read) -> names.addAll(read);
        case Parsed.Bad bad -> {
          return bad;
        }
      }
    }
    return new Parsed.Good(List.copyOf(names));
  }

  private static Parsed one(String text) {
    int equals = text.indexOf('=');
    String tag = equals < 0 ? "" : text.substring(0, equals).toUpperCase(Locale.ROOT);
    String value = text.substring(equals + 1);
    return switch (tag) {
      case "IP" -> address(value);
      case "DNS" -> text(GeneralName.dNSName, HOST, value, "a host name");
      case "EMAIL" -> text(GeneralName.rfc822Name, MAIL, value, "user@host");
      case "URI" -> text(GeneralName.uniformResourceIdentifier, URI, value, "scheme:rest");
      case "RID" ->
          OID.matcher(value).matches()
              ? good(new GeneralName(GeneralName.registeredID, new ASN1ObjectIdentifier(value)))
              : bad(value, "an object identifier such as 1.3.6.1");
      case "DN" ->
          switch (DistinguishedName.parse(value)) {
            case DistinguishedName.Parsed.Good(DistinguishedName name) ->
                good(new GeneralName(name.name()));
            case DistinguishedName.Parsed.Bad(String why) -> new Parsed.Bad("altname: " + why);
          };
      default ->
          new Parsed.Bad(
              "altname `" + text + "`: write TAG=value, TAG one of IP, DNS, EMAIL, URI, DN, RID");
    };
  }

  private static Parsed address(String value) {
    try {
      return good(
          new GeneralName(
              GeneralName.iPAddress,
              new DEROctetString(InetAddress.ofLiteral(value).getAddress())));
    } catch (IllegalArgumentException notNumeric) {
      return bad(value, "a numeric IPv4 or IPv6 address");
    }
  }

  private static Parsed text(int kind, Pattern form, String value, String wanted) {
    return form.matcher(value).matches() ? good(new GeneralName(kind, value)) : bad(value, wanted);
  }

  private static Parsed good(GeneralName name) {
    return new Parsed.Good(List.of(new AltName(name)));
  }

  private static Parsed bad(String value, String wanted) {
    return new Parsed.Bad("altname: `" + value + "` is not " + wanted);
  }

  @Override
  public String toString() {
    return AltNames.text(name);
  }
}
