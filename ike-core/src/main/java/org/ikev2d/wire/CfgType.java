package org.ikev2d.wire;

/** The kind of a configuration payload (RFC 7296 section 3.15). */
public record CfgType(int code) {
  public static final CfgType REQUEST = new CfgType(1);
  public static final CfgType REPLY = new CfgType(2);
  public static final CfgType SET = new CfgType(3);
  public static final CfgType ACK = new CfgType(4);

  private static final CodeTable TABLE =
      new CodeTable("cfg")
          .with(1, "CFG_REQUEST")
          .with(2, "CFG_REPLY")
          .with(3, "CFG_SET")
          .with(4, "CFG_ACK");

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
  public static java.util.Optional<CfgType> named(String name) {
    java.util.OptionalInt code = TABLE.codeOf(name);
    return code.isPresent()
        ? java.util.Optional.of(new CfgType(code.getAsInt()))
        : java.util.Optional.empty();
  }
}
