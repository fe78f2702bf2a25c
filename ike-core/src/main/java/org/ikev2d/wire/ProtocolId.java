package org.ikev2d.wire;

/** The protocol an SPI or a proposal belongs to (RFC 7296 section 3.3.1). */
public record ProtocolId(int code) {
  public static final ProtocolId NONE = new ProtocolId(0);
  public static final ProtocolId IKE = new ProtocolId(1);
  public static final ProtocolId AH = new ProtocolId(2);
  public static final ProtocolId ESP = new ProtocolId(3);

  private static final CodeTable TABLE =
      new CodeTable("protocol").with(0, "NONE").with(1, "IKE").with(2, "AH").with(3, "ESP");

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
  public static java.util.Optional<ProtocolId> named(String name) {
    java.util.OptionalInt code = TABLE.codeOf(name);
    return code.isPresent()
        ? java.util.Optional.of(new ProtocolId(code.getAsInt()))
        : java.util.Optional.empty();
  }
}
