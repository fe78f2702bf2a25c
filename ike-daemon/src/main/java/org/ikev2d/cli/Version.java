package org.ikev2d.cli;

/** The version of the product. */
public final class Version {
  private Version() {}

  /** From the manifest of our jar; {@code development} when run from class files. */
  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
