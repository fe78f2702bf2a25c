package org.ikev2d.wire;

/** The type of a payload (RFC 7296 section 3.2). */
public record PayloadType(int code) {
  public static final PayloadType NONE = new PayloadType(0);
  public static final PayloadType SA = new PayloadType(33);
  public static final PayloadType KE = new PayloadType(34);
  public static final PayloadType IDI = new PayloadType(35);
  public static final PayloadType IDR = new PayloadType(36);
  public static final PayloadType CERT = new PayloadType(37);
  public static final PayloadType CERTREQ = new PayloadType(38);
  public static final PayloadType AUTH = new PayloadType(39);
  public static final PayloadType NONCE = new PayloadType(40);
  public static final PayloadType NOTIFY = new PayloadType(41);
  public static final PayloadType DELETE = new PayloadType(42);
  public static final PayloadType VENDOR_ID = new PayloadType(43);
  public static final PayloadType TSI = new PayloadType(44);
  public static final PayloadType TSR = new PayloadType(45);
  public static final PayloadType SK = new PayloadType(46);
  public static final PayloadType CP = new PayloadType(47);
  public static final PayloadType EAP = new PayloadType(48);
  public static final PayloadType SKF = new PayloadType(53);

  private static final CodeTable TABLE =
      new CodeTable("payload")
          .with(0, "NONE")
          .with(33, "SA")
          .with(34, "KE")
          .with(35, "IDi")
          .with(36, "IDr")
          .with(37, "CERT")
          .with(38, "CERTREQ")
          .with(39, "AUTH")
          .with(40, "NONCE")
          .with(41, "N")
          .with(42, "D")
          .with(43, "V")
          .with(44, "TSi")
          .with(45, "TSr")
          .with(46, "SK")
          .with(47, "CP")
          .with(48, "EAP")
          .with(53, "SKF");

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
  public static java.util.Optional<PayloadType> named(String name) {
    java.util.OptionalInt code = TABLE.codeOf(name);
    return code.isPresent()
        ? java.util.Optional.of(new PayloadType(code.getAsInt()))
        : java.util.Optional.empty();
  }
}
