package org.ikev2d.payload;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.IdType;
import org.ikev2d.wire.PayloadType;

/** An identity: a type and its value (RFC 7296 section 3.5). */
public record Identity(IdType type, Bytes data) {
  /** Nobody's (RFC 7619 section 2.2). */
  public static final Identity NULL = new Identity(IdType.NULL, Bytes.EMPTY);

  public static Identity ofAddress(InetAddress address) {
    Bytes data = Bytes.copyOf(address.getAddress());
    return new Identity(data.length() == 4 ? IdType.IPV4_ADDR : IdType.IPV6_ADDR, data);
  }

  public static Identity ofFqdn(String name) {
    return new Identity(IdType.FQDN, Bytes.ofText(name));
  }

  public static Identity ofMailbox(String mailbox) {
    return new Identity(IdType.RFC822_ADDR, Bytes.ofText(mailbox));
  }

  public IdPayload toPayload(PayloadType side) {
    return new IdPayload(side, type, 0, data);
  }

  /** Type and value, for logs and listings. */
  @Override
  public String toString() {
    if (type.equals(IdType.FQDN) || type.equals(IdType.RFC822_ADDR)) {
      return type + ":" + printable(data);
    }
    if (type.equals(IdType.NULL)) {
      return type + ":anonymous";
    }
    boolean address = type.equals(IdType.IPV4_ADDR) || type.equals(IdType.IPV6_ADDR);
    if (address && (data.length() == 4 || data.length() == 16)) {
      try {
        return type + ":" + InetAddress.getByAddress(data.toArray()).getHostAddress();
      } catch (UnknownHostException impossible) {
        throw new AssertionError(impossible);
      }
    }
    return type.equals(IdType.DER_ASN1_DN)
        ? type + ":" + distinguishedName().map(Identity::printable).orElse("0x" + data.toHex())
        : type + ":0x" + data.toHex();
  }

  /** The name in the form of RFC 2253; empty if this is none, or does not decode. */
  public Optional<String> distinguishedName() {
    return principal().map(X500Principal::getName);
  }

  /** The same where kinds of strings, letter case and blanks make no difference any more. */
  public Optional<String> canonicalName() {
    return principal().map(p -> p.getName(X500Principal.CANONICAL));
  }

  private Optional<X500Principal> principal() {
    if (!type.equals(IdType.DER_ASN1_DN)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new X500Principal(data.toArray()));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /**
   * Whether both are the same distinguished name: kinds of strings and letter case do not matter
   * (RFC 5280 section 7.1).
   */
  public boolean isSameName(Identity other) {
    Optional<X500Principal> ours = principal();
    return ours.isPresent() && ours.equals(other.principal());
  }

  private static String printable(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          if (c >= 0x20 && c < 0x7f) {
            safe.append((char) c);
          } else {
            safe.append(String.format("\\u{%x}", c));
          }
        });
    return safe.toString();
  }

  private static String printable(Bytes data) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < data.length(); i++) {
      int octet = data.at(i);
      if (octet > 0x20 && octet < 0x7f && octet != '\\') {
        text.append((char) octet);
      } else {
        text.append(String.format("\\x%02x", octet));
      }
    }
    return text.toString();
  }
}
