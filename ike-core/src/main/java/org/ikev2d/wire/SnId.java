package org.ikev2d.wire;

/** A sequence number format (transform type 5, formerly ESN). */
public record SnId(int code) {
  public static final SnId NO_ESN = new SnId(0);
  public static final SnId ESN = new SnId(1);

  private static final CodeTable TABLE = new CodeTable("sn").with(0, "NO_ESN").with(1, "ESN");

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
  public static java.util.Optional<SnId> named(String name) {
    java.util.OptionalInt code = TABLE.codeOf(name);
    return code.isPresent()
        ? java.util.Optional.of(new SnId(code.getAsInt()))
        : java.util.Optional.empty();
  }
}
