package org.ikev2d.wire;

/** The type of an identification (RFC 7296 section 3.5). */
public record IdType(int code) {
  public static final IdType IPV4_ADDR = new IdType(1);
  public static final IdType FQDN = new IdType(2);
  public static final IdType RFC822_ADDR = new IdType(3);
  public static final IdType IPV6_ADDR = new IdType(5);
  public static final IdType DER_ASN1_DN = new IdType(9);
  public static final IdType DER_ASN1_GN = new IdType(10);
  public static final IdType KEY_ID = new IdType(11);
  public static final IdType NULL = new IdType(13);

  private static final CodeTable TABLE =
      new CodeTable("id")
          .with(1, "IPV4_ADDR")
          .with(2, "FQDN")
          .with(3, "RFC822_ADDR")
          .with(5, "IPV6_ADDR")
          .with(9, "DER_ASN1_DN")
          .with(10, "DER_ASN1_GN")
          .with(11, "KEY_ID")
          .with(13, "NULL");

  /** Whether the registry names this code. */
  public boolean isKnown() {
    return TABLE.knows(code);
  }

  /** The registry's name, or the number for a code without one. */
  @Override
  public String toString() {
    return TABLE.nameOf(code);
  }

  /** The code of that name, letter case ignored. */
  public static java.util.Optional<IdType> named(String name) {
    java.util.OptionalInt code = TABLE.codeOf(name);
    return code.isPresent()
        ? java.util.Optional.of(new IdType(code.getAsInt()))
        : java.util.Optional.empty();
  }
}
