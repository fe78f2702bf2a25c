package org.ikev2d.pki.path;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.x509.GeneralName;
import org.ikev2d.payload.Identity;
import org.ikev2d.pki.x509.AltNames;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.DerScan;
import org.ikev2d.pki.x509.DistinguishedName;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.IdType;

/** Whether a certificate is that of an identity (RFC 4945 section 3.1). */
public final class IdentityBinding {
  private IdentityBinding() {}

  /**
   * Empty if it is; else what the certificate names instead.
   *
   * @param cnAsName whether a common name may stand in where there is no subjectAltName at all
   */
  public static Optional<String> objection(Identity identity, Cert cert, boolean cnAsName) {
    try {
      return matches(identity, cert, cnAsName)
          ? Optional.empty()
          : Optional.of(identity + " is claimed, the certificate names " + names(cert));
    } catch (RuntimeException undecodable) {
      return Optional.of(identity + " is claimed, a name in the certificate does not decode");
    }
  }

  private static boolean matches(Identity identity, Cert cert, boolean cnAsName) {
    IdType type = identity.type();
    List<GeneralName> names = cert.extensions().altNames();
    if (type.equals(IdType.FQDN)) {
      return ascii(identity.data())
          .filter(claimed ->
              names.stream().anyMatch(n -> isHost(claimed, AltNames.text(n, GeneralName.dNSName)))
                  || cnAsName
                      && names.isEmpty()
                      && cert.subject().commonNames().stream()
                          .anyMatch(cn -> isHost(claimed, Optional.of(cn))))
          .isPresent();
    }
    if (type.equals(IdType.RFC822_ADDR)) {
      return ascii(identity.data())
          .filter(claimed ->
              names.stream()
                  .anyMatch(n ->
                      AltNames.text(n, GeneralName.rfc822Name)
                          .filter(name -> mailbox(name).equals(mailbox(claimed)))
                          .isPresent()))
          .isPresent();
    }
    if (type.equals(IdType.IPV4_ADDR) || type.equals(IdType.IPV6_ADDR)) {
      int octets = type.equals(IdType.IPV4_ADDR) ? 4 : 16;
      return identity.data().length() == octets
          && names.stream()
              .anyMatch(n -> AltNames.address(n).filter(identity.data()::equals).isPresent());
    }
    if (type.equals(IdType.DER_ASN1_DN)) {
      return !cert.subject().isEmpty()
          && DistinguishedName.decode(identity.data()).filter(cert.subject()::equals).isPresent();
    }
    if (type.equals(IdType.DER_ASN1_GN)) {
      return generalName(identity.data())
          .filter(claimed -> names.stream().anyMatch(claimed::equals))
          .isPresent();
    }
    if (type.equals(IdType.KEY_ID)) {
      // Opaque by RFC 7296; the key's own identifiers are what a certificate can vouch for.
      return cert.extensions().subjectKeyId().filter(identity.data()::equals).isPresent()
          || identity.data().equals(cert.keyHash());
    }
    return false;
  }

  /** Names of hosts compare without letter case; patterns with {@code *} are names of nobody. */
  private static boolean isHost(String claimed, Optional<String> name) {
    return name.filter(n -> !n.contains("*") && fold(n).equals(fold(claimed))).isPresent();
  }

  private static String fold(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /** The host part compares without letter case, the local part with it (RFC 5280 section 7.5). */
  private static String mailbox(String text) {
    int at = text.lastIndexOf('@');
    return at < 0 ? text : text.substring(0, at) + fold(text.substring(at));
  }

  /** Text of printing ASCII; a terminator or another control character makes it none. */
  private static Optional<String> ascii(Bytes data) {
    for (int i = 0; i < data.length(); i++) {
      if (data.at(i) < 0x21 || data.at(i) > 0x7e) {
        return Optional.empty();
      }
    }
    return data.isEmpty()
        ? Optional.empty()
        : Optional.of(new String(data.toArray(), StandardCharsets.US_ASCII));
  }

  private static Optional<GeneralName> generalName(Bytes der) {
    if (DerScan.problem(der.toArray()).isPresent()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          GeneralName.getInstance(
              org.bouncycastle.asn1.ASN1Primitive.fromByteArray(der.toArray())));
    } catch (java.io.IOException | RuntimeException malformed) {
      return Optional.empty();
    }
  }

  private static String names(Cert cert) {
    List<String> names =
        cert.extensions().altNames().stream().limit(8).map(AltNames::text).toList();
    return "subject <" + cert.subject() + ">" + (names.isEmpty() ? " and no SAN" : " " + names);
  }
}
