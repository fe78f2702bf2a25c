package org.ikev2d.crypto;

/** How far RFC 8247 and RFC 9395 ask for an algorithm in IKE. */
public enum Requirement {
  MUST("MUST"),
  /** A MUST that is expected to be lowered. */
  MUST_MINUS("MUST-"),
  /** A SHOULD that is expected to become a MUST. */
  SHOULD_PLUS("SHOULD+"),
  SHOULD("SHOULD"),
  MAY("MAY"),
  SHOULD_NOT("SHOULD NOT"),
  MUST_NOT("MUST NOT");

  private final String text;

  Requirement(String text) {
    this.text = text;
  }

  /** Whether it is better not used. */
  public boolean isDiscouraged() {
    return this == SHOULD_NOT || this == MUST_NOT;
  }

  @Override
  public String toString() {
    return text;
  }
}
