package org.ikev2d.wire;

/** An encryption transform (transform type 1). */
public record EncrId(int code) {
  public static final EncrId DES = new EncrId(2);
  public static final EncrId TRIPLE_DES = new EncrId(3);
  public static final EncrId CAST = new EncrId(6);
  public static final EncrId BLOWFISH = new EncrId(7);
  public static final EncrId NULL = new EncrId(11);
  public static final EncrId AES_CBC = new EncrId(12);
  public static final EncrId AES_CTR = new EncrId(13);
  public static final EncrId AES_CCM_8 = new EncrId(14);
  public static final EncrId AES_CCM_12 = new EncrId(15);
  public static final EncrId AES_CCM_16 = new EncrId(16);
  public static final EncrId AES_GCM_8 = new EncrId(18);
  public static final EncrId AES_GCM_12 = new EncrId(19);
  public static final EncrId AES_GCM_16 = new EncrId(20);
  public static final EncrId NULL_AUTH_AES_GMAC = new EncrId(21);
  public static final EncrId CAMELLIA_CBC = new EncrId(23);
  public static final EncrId CAMELLIA_CTR = new EncrId(24);
  public static final EncrId CAMELLIA_CCM_8 = new EncrId(25);
  public static final EncrId CAMELLIA_CCM_12 = new EncrId(26);
  public static final EncrId CAMELLIA_CCM_16 = new EncrId(27);
  public static final EncrId CHACHA20_POLY1305 = new EncrId(28);
  public static final EncrId AES_CCM_8_IIV = new EncrId(29);
  public static final EncrId AES_GCM_16_IIV = new EncrId(30);
  public static final EncrId CHACHA20_POLY1305_IIV = new EncrId(31);

  private static final CodeTable TABLE =
      new CodeTable("encr")
          .with(2, "DES")
          .with(3, "3DES")
          .with(6, "CAST")
          .with(7, "BLOWFISH")
          .with(11, "NULL")
          .with(12, "AES_CBC")
          .with(13, "AES_CTR")
          .with(14, "AES_CCM_8")
          .with(15, "AES_CCM_12")
          .with(16, "AES_CCM_16")
          .with(18, "AES_GCM_8")
          .with(19, "AES_GCM_12")
          .with(20, "AES_GCM_16")
          .with(21, "NULL_AUTH_AES_GMAC")
          .with(23, "CAMELLIA_CBC")
          .with(24, "CAMELLIA_CTR")
          .with(25, "CAMELLIA_CCM_8")
          .with(26, "CAMELLIA_CCM_12")
          .with(27, "CAMELLIA_CCM_16")
          .with(28, "CHACHA20_POLY1305")
          .with(29, "AES_CCM_8_IIV")
          .with(30, "AES_GCM_16_IIV")
          .with(31, "CHACHA20_POLY1305_IIV");

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
  public static java.util.Optional<EncrId> named(String name) {
    java.util.OptionalInt code = TABLE.codeOf(name);
    return code.isPresent()
        ? java.util.Optional.of(new EncrId(code.getAsInt()))
        : java.util.Optional.empty();
  }
}
