package org.ikev2d.config.check;

/** How bad a finding is. */
public enum Severity {
  /** The file works, though perhaps not as its author thinks. */
  WARNING,
  /** The file must not be used. */
  ERROR;

  @Override
  public String toString() {
    return this == WARNING ? "warning" : "error";
  }
}
