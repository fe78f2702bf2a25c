package org.ikev2d.wire;

/** The exchange a message belongs to (RFC 7296 section 3.1). */
public record ExchangeType(int code) {
  public static final ExchangeType IKE_SA_INIT = new ExchangeType(34);
  public static final ExchangeType IKE_AUTH = new ExchangeType(35);
  public static final ExchangeType CREATE_CHILD_SA = new ExchangeType(36);
  public static final ExchangeType INFORMATIONAL = new ExchangeType(37);
  public static final ExchangeType IKE_SESSION_RESUME = new ExchangeType(38);
  public static final ExchangeType IKE_INTERMEDIATE = new ExchangeType(43);
  public static final ExchangeType IKE_FOLLOWUP_KE = new ExchangeType(44);

  private static final CodeTable TABLE =
      new CodeTable("exchange")
          .with(34, "IKE_SA_INIT")
          .with(35, "IKE_AUTH")
          .with(36, "CREATE_CHILD_SA")
          .with(37, "INFORMATIONAL")
          .with(38, "IKE_SESSION_RESUME")
          .with(43, "IKE_INTERMEDIATE")
          .with(44, "IKE_FOLLOWUP_KE");

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
  public static java.util.Optional<ExchangeType> named(String name) {
    java.util.OptionalInt code = TABLE.codeOf(name);
    return code.isPresent()
        ? java.util.Optional.of(new ExchangeType(code.getAsInt()))
        : java.util.Optional.empty();
  }
}
