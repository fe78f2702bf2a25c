package org.ikev2d.pki.x509;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UniversalString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.ikev2d.wire.Bytes;

/**
 * A distinguished name. Two names are equal if their parts are, in order, with letter case and
 * white space folded and whatever the string type is (RFC 5280 section 7.1).
 */
public final class DistinguishedName {
  /** The name without parts: what a certificate has that is named by its SAN alone. */
  public static final DistinguishedName EMPTY = read(new X500Name(new RDN[0])).orElseThrow();

  private static final Map<ASN1ObjectIdentifier, Integer> FROM_GENERAL =
      Map.of(
          BCStyle.C, 0,
          BCStyle.DC, 0,
          BCStyle.ST, 1,
          BCStyle.L, 2,
          BCStyle.O, 3,
          BCStyle.OU, 4,
          BCStyle.UID, 6,
          BCStyle.CN, 6,
          BCStyle.E, 7);

  private static final int MAX_PARTS = 64;

  private final X500Name name;
  private final Bytes der;
  private final List<List<String>> canonical;
  private final String text;

  private DistinguishedName(X500Name name, Bytes der, List<List<String>> canonical, String text) {
    this.name = name;
    this.der = der;
    this.canonical = canonical;
    this.text = text;
  }

  /** A name as text, or why it is none. */
  public sealed interface Parsed {
    record Good(DistinguishedName name) implements Parsed {}

    record Bad(String why) implements Parsed {}
  }

  /** Reads the DER of a Name; empty if it is none. */
  public static Optional<DistinguishedName> decode(Bytes der) {
    if (DerScan.problem(der.toArray()).isPresent()) {
      return Optional.empty();
    }
    try {
      return read(X500Name.getInstance(der.toArray()));
    } catch (RuntimeException malformed) {
      return Optional.empty();
    }
  }

  /** Takes over a name of Bouncy Castle; empty if a part of it is not usable. */
  public static Optional<DistinguishedName> read(X500Name name) {
    try {
      RDN[] rdns = name.getRDNs();
      if (rdns.length > MAX_PARTS) {
        return Optional.empty();
      }
      List<List<String>> canonical = new ArrayList<>();
      List<String> texts = new ArrayList<>();
      for (RDN rdn : rdns) {
        List<String> parts = new ArrayList<>();
        List<String> shown = new ArrayList<>();
        for (AttributeTypeAndValue part : rdn.getTypesAndValues()) {
          parts.add(part.getType().getId() + "=" + canonical(part.getValue()));
          shown.add(keyword(part.getType()) + "=" + shown(part.getValue()));
        }
        canonical.add(parts.stream().sorted().toList());
        texts.add(String.join("+", shown));
      }
      Bytes der = Bytes.wrap(name.getEncoded("DER"));
      return Optional.of(
          new DistinguishedName(name, der, List.copyOf(canonical), String.join(", ", texts)));
    } catch (java.io.IOException | RuntimeException malformed) {
      return Optional.empty();
    }
  }

  /**
   * Reads text such as {@code C=US, O=Example, CN=gw1}. The order may be that of the Solaris guides
   * (country first), which is the order in the certificate, or that of RFC 2253 (common name
   * first), which is turned round.
   */
  public static Parsed parse(String text) {
    X500Name written;
    try {
      written = new X500Name(BCStyle.INSTANCE, text.strip());
    } catch (RuntimeException malformed) {
      return new Parsed.Bad(
          "`" + text + "` is not a distinguished name; write it as in C=US, O=Example, CN=gw1");
    }
    RDN[] rdns = written.getRDNs();
    if (rdns.length == 0 || rdns.length > MAX_PARTS) {
      return new Parsed.Bad("a distinguished name has 1 to " + MAX_PARTS + " parts");
    }
    if (rank(rdns[0]) >= rank(rdns[rdns.length - 1]) && rdns.length > 1) {
      RDN[] turned = new RDN[rdns.length];
      for (int i = 0; i < rdns.length; i++) {
        turned[i] = rdns[rdns.length - 1 - i];
      }
      rdns = turned;
    }
    return read(new X500Name(BCStyle.INSTANCE, rdns))
        .<Parsed>map(Parsed.Good::new)
        .orElseGet(() -> new Parsed.Bad("`" + text + "` has a part that cannot be encoded"));
  }

  private static int rank(RDN rdn) {
    return FROM_GENERAL.getOrDefault(rdn.getFirst().getType(), 5);
  }

  private static String canonical(ASN1Encodable value) throws java.io.IOException {
    return value instanceof ASN1String string && !(value instanceof ASN1UniversalString)
        ? "\"" + folded(string.getString())
        : "#" + Bytes.wrap(value.toASN1Primitive().getEncoded("DER")).toHex();
  }

  private static String folded(String text) {
    return text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }

  private static String keyword(ASN1ObjectIdentifier type) {
    String symbol = BCStyle.INSTANCE.oidToDisplayName(type);
    return symbol == null ? type.getId() : symbol;
  }

  /** As RFC 2253 section 2.4 escapes it, control characters included. */
  private static String shown(ASN1Encodable value) throws java.io.IOException {
    if (!(value instanceof ASN1String string)) {
      return "#" + Bytes.wrap(value.toASN1Primitive().getEncoded("DER")).toHex();
    }
    StringBuilder out = new StringBuilder();
    string
        .getString()
        .chars()
        .limit(256)
        .forEach(c -> {
          if (c < 0x20 || c == 0x7f) {
            out.append(String.format("\\%02X", c));
          } else {
            if (",+\"\\<>;=".indexOf(c) >= 0) {
              out.append('\\');
            }
            out.append((char) c);
          }
        });
    return out.toString();
  }

  public X500Name name() {
    return name;
  }

  public Bytes der() {
    return der;
  }

  public boolean isEmpty() {
    return canonical.isEmpty();
  }

  /** The parts in comparable form: within each the types and values, sorted. */
  List<List<String>> canonical() {
    return canonical;
  }

  /** The values of the common names, as they stand. */
  public List<String> commonNames() {
    List<String> names = new ArrayList<>();
    for (RDN rdn : name.getRDNs(BCStyle.CN)) {
      for (AttributeTypeAndValue part : rdn.getTypesAndValues()) {
        if (part.getType().equals(BCStyle.CN) && part.getValue() instanceof ASN1String string) {
          names.add(string.getString());
        }
      }
    }
    return names;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DistinguishedName that && canonical.equals(that.canonical);
  }

  @Override
  public int hashCode() {
    return canonical.hashCode();
  }

  /** Text in the order of the encoding. */
  @Override
  public String toString() {
    return text;
  }
}
