package org.ikev2d.pki.x509;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.ikev2d.wire.Bytes;

/** The names of a subjectAltName. */
public final class AltNames {
  private AltNames() {}

  /** The octets of an iPAddress; empty for other names. */
  public static Optional<Bytes> address(GeneralName name) {
    return name.getTagNo() == GeneralName.iPAddress
        ? Optional.of(Bytes.copyOf(ASN1OctetString.getInstance(name.getName()).getOctets()))
        : Optional.empty();
  }

  /** The text of a name of that kind; empty for names of other kinds. */
  public static Optional<String> text(GeneralName name, int kind) {
    return name.getTagNo() == kind
        ? Optional.of(ASN1IA5String.getInstance(name.getName()).getString())
        : Optional.empty();
  }

  /** The value of a directoryName; empty for other names. */
  public static Optional<DistinguishedName> directory(GeneralName name) {
    return name.getTagNo() == GeneralName.directoryName
        ? DistinguishedName.read(X500Name.getInstance(name.getName()))
        : Optional.empty();
  }

  /** Kind and value, in the words of pktool. */
  public static String text(GeneralName name) {
    return switch (name.getTagNo()) {
      case GeneralName.dNSName -> "DNS=" + printable(name);
      case GeneralName.rfc822Name -> "EMAIL=" + printable(name);
      case GeneralName.uniformResourceIdentifier -> "URI=" + printable(name);
      case GeneralName.iPAddress -> "IP=" + address(name).map(AltNames::addressText).orElse("?");
      case GeneralName.directoryName ->
          "DN=" + directory(name).map(DistinguishedName::toString).orElse("?");
      case GeneralName.registeredID -> "RID=" + name.getName();
      default -> "OTHER";
    };
  }

  private static String printable(GeneralName name) {
    return ASN1IA5String.getInstance(name.getName()).getString().replaceAll("[^\\x21-\\x7e]", "?");
  }

  private static String addressText(Bytes octets) {
    try {
      return InetAddress.getByAddress(octets.toArray()).getHostAddress();
    } catch (UnknownHostException oddLength) {
      return "0x" + octets.toHex();
    }
  }
}
