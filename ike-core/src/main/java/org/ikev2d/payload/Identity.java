package org.ikev2d.payload;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.IdType;
import org.ikev2d.wire.PayloadType;

/** An identity: a type and its value (RFC 7296 section 3.5). */
public record Identity(IdType type, Bytes data) {
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
    boolean address = type.equals(IdType.IPV4_ADDR) || type.equals(IdType.IPV6_ADDR);
    if (address && (data.length() == 4 || data.length() == 16)) {
      try {
        return type + ":" + InetAddress.getByAddress(data.toArray()).getHostAddress();
      } catch (UnknownHostException impossible) {
        throw new AssertionError(impossible);
      }
    }
    return type + ":0x" + data.toHex();
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
