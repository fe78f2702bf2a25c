package org.ikev2d.wire;

/** A pseudo-random function (transform type 2). */
public record PrfId(int code) {
  public static final PrfId HMAC_MD5 = new PrfId(1);
  public static final PrfId HMAC_SHA1 = new PrfId(2);
  public static final PrfId AES128_XCBC = new PrfId(4);
  public static final PrfId HMAC_SHA2_256 = new PrfId(5);
  public static final PrfId HMAC_SHA2_384 = new PrfId(6);
  public static final PrfId HMAC_SHA2_512 = new PrfId(7);
  public static final PrfId AES128_CMAC = new PrfId(8);

  private static final CodeTable TABLE =
      new CodeTable("prf")
          .with(1, "HMAC_MD5")
          .with(2, "HMAC_SHA1")
          .with(4, "AES128_XCBC")
          .with(5, "HMAC_SHA2_256")
          .with(6, "HMAC_SHA2_384")
          .with(7, "HMAC_SHA2_512")
          .with(8, "AES128_CMAC");

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
  public static java.util.Optional<PrfId> named(String name) {
    java.util.OptionalInt code = TABLE.codeOf(name);
    return code.isPresent()
        ? java.util.Optional.of(new PrfId(code.getAsInt()))
        : java.util.Optional.empty();
  }
}
