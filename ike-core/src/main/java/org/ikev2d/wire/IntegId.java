package org.ikev2d.wire;

/** An integrity transform (transform type 3). */
public record IntegId(int code) {
  public static final IntegId NONE = new IntegId(0);
  public static final IntegId HMAC_MD5_96 = new IntegId(1);
  public static final IntegId HMAC_SHA1_96 = new IntegId(2);
  public static final IntegId AES_XCBC_96 = new IntegId(5);
  public static final IntegId HMAC_MD5_128 = new IntegId(6);
  public static final IntegId HMAC_SHA1_160 = new IntegId(7);
  public static final IntegId AES_CMAC_96 = new IntegId(8);
  public static final IntegId AES_128_GMAC = new IntegId(9);
  public static final IntegId AES_192_GMAC = new IntegId(10);
  public static final IntegId AES_256_GMAC = new IntegId(11);
  public static final IntegId HMAC_SHA2_256_128 = new IntegId(12);
  public static final IntegId HMAC_SHA2_384_192 = new IntegId(13);
  public static final IntegId HMAC_SHA2_512_256 = new IntegId(14);

  private static final CodeTable TABLE =
      new CodeTable("integ")
          .with(0, "NONE")
          .with(1, "HMAC_MD5_96")
          .with(2, "HMAC_SHA1_96")
          .with(5, "AES_XCBC_96")
          .with(6, "HMAC_MD5_128")
          .with(7, "HMAC_SHA1_160")
          .with(8, "AES_CMAC_96")
          .with(9, "AES_128_GMAC")
          .with(10, "AES_192_GMAC")
          .with(11, "AES_256_GMAC")
          .with(12, "HMAC_SHA2_256_128")
          .with(13, "HMAC_SHA2_384_192")
          .with(14, "HMAC_SHA2_512_256");

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
  public static java.util.Optional<IntegId> named(String name) {
    java.util.OptionalInt code = TABLE.codeOf(name);
    return code.isPresent()
        ? java.util.Optional.of(new IntegId(code.getAsInt()))
        : java.util.Optional.empty();
  }
}
