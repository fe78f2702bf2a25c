package org.ikev2d.port;

import org.ikev2d.payload.Identity;

/** What a rule accepts as the peer's identity. */
public sealed interface IdPattern {
  boolean matches(Identity identity);

  /**
   * This identity alone; names of hosts, mailboxes and in directories compare without letter case.
   */
  record Exact(Identity identity) implements IdPattern {
    @Override
    public boolean matches(Identity other) {
      if (!identity.type().equals(other.type())) {
        return false;
      }
      if (identity.type().equals(org.ikev2d.wire.IdType.DER_ASN1_DN)) {
        return identity.data().equals(other.data()) || identity.isSameName(other);
      }
      boolean name =
          identity.type().equals(org.ikev2d.wire.IdType.FQDN)
              || identity.type().equals(org.ikev2d.wire.IdType.RFC822_ADDR);
      return name
          ? identity.data().toText().equalsIgnoreCase(other.data().toText())
          : identity.data().equals(other.data());
    }

    @Override
    public String toString() {
      return identity.toString();
    }
  }

  /** An address identity within a range. */
  record Addresses(AddressRange range) implements IdPattern {
    @Override
    public boolean matches(Identity other) {
      boolean address =
          other.type().equals(org.ikev2d.wire.IdType.IPV4_ADDR)
              || other.type().equals(org.ikev2d.wire.IdType.IPV6_ADDR);
      return address
          && other.data().length() == range.start().length()
          && range.start().compareTo(other.data()) <= 0
          && other.data().compareTo(range.end()) <= 0;
    }

    @Override
    public String toString() {
      return range.toString();
    }
  }

  /**
   * A distinguished name with the same parts in the same order; a value {@code *} stands for any.
   *
   * @param template an identity of type DER_ASN1_DN
   */
  record Names(Identity template) implements IdPattern {
    @Override
    public boolean matches(Identity other) {
      return DnTemplate.matches(template, other);
    }

    @Override
    public String toString() {
      return template.toString();
    }
  }

  /** Any identity. */
  record Any() implements IdPattern {
    @Override
    public boolean matches(Identity other) {
      return true;
    }

    @Override
    public String toString() {
      return "ANY";
    }
  }
}
