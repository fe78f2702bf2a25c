package org.ikev2d.wire;

/** The kind of a transform (RFC 7296 section 3.3.2, RFC 9370 section 4.1). */
public record TransformType(int code) {
  public static final TransformType ENCR = new TransformType(1);
  public static final TransformType PRF = new TransformType(2);
  public static final TransformType INTEG = new TransformType(3);
  public static final TransformType KE = new TransformType(4);
  public static final TransformType SN = new TransformType(5);
  public static final TransformType ADDKE1 = new TransformType(6);
  public static final TransformType ADDKE2 = new TransformType(7);
  public static final TransformType ADDKE3 = new TransformType(8);
  public static final TransformType ADDKE4 = new TransformType(9);
  public static final TransformType ADDKE5 = new TransformType(10);
  public static final TransformType ADDKE6 = new TransformType(11);
  public static final TransformType ADDKE7 = new TransformType(12);

  /** How many additional key exchanges there may be. */
  public static final int MOST_ADDITIONAL = 7;

  private static final CodeTable TABLE =
      new CodeTable("transform-type")
          .with(1, "ENCR")
          .with(2, "PRF")
          .with(3, "INTEG")
          .with(4, "KE")
          .with(5, "SN")
          .with(6, "ADDKE1")
          .with(7, "ADDKE2")
          .with(8, "ADDKE3")
          .with(9, "ADDKE4")
          .with(10, "ADDKE5")
          .with(11, "ADDKE6")
          .with(12, "ADDKE7");

  /**
   * The type of an additional key exchange.
   *
   * @param number 1 to 7
   */
  public static TransformType additional(int number) {
    return new TransformType(ADDKE1.code + number - 1);
  }

  /** Whether this is one of ADDKE1 to ADDKE7. */
  public boolean isAdditional() {
    return code >= ADDKE1.code && code <= ADDKE7.code;
  }

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
  public static java.util.Optional<TransformType> named(String name) {
    java.util.OptionalInt code = TABLE.codeOf(name);
    return code.isPresent()
        ? java.util.Optional.of(new TransformType(code.getAsInt()))
        : java.util.Optional.empty();
  }
}
