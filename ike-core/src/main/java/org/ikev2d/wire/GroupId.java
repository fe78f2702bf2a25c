package org.ikev2d.wire;

/** A key exchange method (transform type 4). */
public record GroupId(int code) {
  public static final GroupId NONE = new GroupId(0);
  public static final GroupId MODP_768 = new GroupId(1);
  public static final GroupId MODP_1024 = new GroupId(2);
  public static final GroupId MODP_1536 = new GroupId(5);
  public static final GroupId MODP_2048 = new GroupId(14);
  public static final GroupId MODP_3072 = new GroupId(15);
  public static final GroupId MODP_4096 = new GroupId(16);
  public static final GroupId MODP_6144 = new GroupId(17);
  public static final GroupId MODP_8192 = new GroupId(18);
  public static final GroupId ECP_256 = new GroupId(19);
  public static final GroupId ECP_384 = new GroupId(20);
  public static final GroupId ECP_521 = new GroupId(21);
  public static final GroupId MODP_1024_160 = new GroupId(22);
  public static final GroupId MODP_2048_224 = new GroupId(23);
  public static final GroupId MODP_2048_256 = new GroupId(24);
  public static final GroupId ECP_192 = new GroupId(25);
  public static final GroupId ECP_224 = new GroupId(26);
  public static final GroupId BRAINPOOL_224 = new GroupId(27);
  public static final GroupId BRAINPOOL_256 = new GroupId(28);
  public static final GroupId BRAINPOOL_384 = new GroupId(29);
  public static final GroupId BRAINPOOL_512 = new GroupId(30);
  public static final GroupId CURVE25519 = new GroupId(31);
  public static final GroupId CURVE448 = new GroupId(32);
  public static final GroupId ML_KEM_512 = new GroupId(35);
  public static final GroupId ML_KEM_768 = new GroupId(36);
  public static final GroupId ML_KEM_1024 = new GroupId(37);

  private static final CodeTable TABLE =
      new CodeTable("group")
          .with(0, "NONE")
          .with(1, "MODP_768")
          .with(2, "MODP_1024")
          .with(5, "MODP_1536")
          .with(14, "MODP_2048")
          .with(15, "MODP_3072")
          .with(16, "MODP_4096")
          .with(17, "MODP_6144")
          .with(18, "MODP_8192")
          .with(19, "ECP_256")
          .with(20, "ECP_384")
          .with(21, "ECP_521")
          .with(22, "MODP_1024_160")
          .with(23, "MODP_2048_224")
          .with(24, "MODP_2048_256")
          .with(25, "ECP_192")
          .with(26, "ECP_224")
          .with(27, "BRAINPOOL_224")
          .with(28, "BRAINPOOL_256")
          .with(29, "BRAINPOOL_384")
          .with(30, "BRAINPOOL_512")
          .with(31, "CURVE25519")
          .with(32, "CURVE448")
          .with(35, "ML_KEM_512")
          .with(36, "ML_KEM_768")
          .with(37, "ML_KEM_1024");

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
  public static java.util.Optional<GroupId> named(String name) {
    java.util.OptionalInt code = TABLE.codeOf(name);
    return code.isPresent()
        ? java.util.Optional.of(new GroupId(code.getAsInt()))
        : java.util.Optional.empty();
  }
}
