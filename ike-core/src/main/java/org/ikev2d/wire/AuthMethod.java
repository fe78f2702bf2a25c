package org.ikev2d.wire;

/** How the AUTH payload was made (RFC 7296 section 3.8, RFC 7427). */
public record AuthMethod(int code) {
  public static final AuthMethod RSA_SIGNATURE = new AuthMethod(1);
  public static final AuthMethod SHARED_KEY_MIC = new AuthMethod(2);
  public static final AuthMethod DSS_SIGNATURE = new AuthMethod(3);
  public static final AuthMethod ECDSA_256 = new AuthMethod(9);
  public static final AuthMethod ECDSA_384 = new AuthMethod(10);
  public static final AuthMethod ECDSA_521 = new AuthMethod(11);
  public static final AuthMethod NULL = new AuthMethod(13);
  public static final AuthMethod DIGITAL_SIGNATURE = new AuthMethod(14);

  private static final CodeTable TABLE =
      new CodeTable("auth")
          .with(1, "RSA_SIGNATURE")
          .with(2, "SHARED_KEY_MIC")
          .with(3, "DSS_SIGNATURE")
          .with(9, "ECDSA_256")
          .with(10, "ECDSA_384")
          .with(11, "ECDSA_521")
          .with(13, "NULL")
          .with(14, "DIGITAL_SIGNATURE");

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
  public static java.util.Optional<AuthMethod> named(String name) {
    java.util.OptionalInt code = TABLE.codeOf(name);
    return code.isPresent()
        ? java.util.Optional.of(new AuthMethod(code.getAsInt()))
        : java.util.Optional.empty();
  }
}
