package org.ikev2d.config.syntax;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The keywords of ikev2.config, with the shape of their values and where they may stand. */
public enum Keyword {
  LABEL(Shape.TEXT, Scope.RULE),
  LOCAL_ADDR(Shape.ADDRESSES, Scope.RULE),
  REMOTE_ADDR(Shape.ADDRESSES, Scope.RULE),
  LOCAL_ID(Shape.IDENTITY, Scope.RULE),
  REMOTE_ID(Shape.IDENTITY, Scope.RULE),
  AUTH_METHOD(Shape.NAME, Scope.RULE),
  LOCAL_AUTH_METHOD(Shape.NAME, Scope.RULE),
  REMOTE_AUTH_METHOD(Shape.NAME, Scope.RULE),
  LOCAL_PUBKEY(Shape.TEXT, Scope.RULE),
  REMOTE_PUBKEY(Shape.TEXT, Scope.RULE),
  REQUIRED_SIGNER(Shape.IDENTITY, Scope.RULE),
  CHILDSA_PFS(Shape.NUMBERS, Scope.FILE, Scope.RULE),
  CHILDSA_ADDITIONAL_KE(Shape.NUMBERS, Scope.FILE, Scope.RULE),
  CHILDSA_LIFETIME_SECS(Shape.NUMBER, Scope.FILE, Scope.RULE),
  CHILDSA_SOFTLIFE_SECS(Shape.NUMBER, Scope.FILE, Scope.RULE),
  CHILDSA_IDLETIME_SECS(Shape.NUMBER, Scope.FILE, Scope.RULE),
  CHILDSA_LIFETIME_KB(Shape.NUMBER, Scope.FILE, Scope.RULE),
  CHILDSA_SOFTLIFE_KB(Shape.NUMBER, Scope.FILE, Scope.RULE),
  IKESA_LIFETIME_SECS(Shape.NUMBER, Scope.FILE, Scope.RULE, Scope.XFORM),
  AUTH_LIFETIME_SECS(Shape.NUMBER, Scope.FILE, Scope.RULE),
  IKESA_XFORM(Shape.BLOCK, Scope.FILE, Scope.RULE),
  ENCR_ALG(Shape.CIPHER, Scope.XFORM),
  AUTH_ALG(Shape.NAME, Scope.XFORM),
  PRF(Shape.NAME, Scope.XFORM),
  DH_GROUP(Shape.NUMBER, Scope.XFORM),
  OAKLEY_GROUP(Shape.NUMBER, Scope.XFORM),
  ADDITIONAL_KE(Shape.NUMBERS, Scope.XFORM);

  /** What follows a keyword. */
  public enum Shape {
    TEXT,
    NAME,
    NUMBER,
    NUMBERS,
    ADDRESSES,
    IDENTITY,
    CIPHER,
    BLOCK
  }

  /** Where a keyword may stand. */
  public enum Scope {
    FILE("at the top of the file"),
    RULE("in a rule"),
    XFORM("in an ikesa_xform");

    private final String place;

    Scope(String place) {
      this.place = place;
    }

    @Override
    public String toString() {
      return place;
    }
  }

  private final Shape shape;
  private final Set<Scope> scopes;

  Keyword(Shape shape, Scope first, Scope... more) {
    this.shape = shape;
    this.scopes = EnumSet.of(first, more);
  }

  /** The keyword as it is written. */
  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  Shape shape() {
    return shape;
  }

  boolean allowed(Scope scope) {
    return scopes.contains(scope);
  }

  /** Where it may stand, in words. */
  String places() {
    return String.join(" or ", scopes.stream().map(Scope::toString).toList());
  }

  /** The keyword written exactly so: letter case matters. */
  static Optional<Keyword> exact(String word) {
    return Arrays.stream(values()).filter(k -> k.text().equals(word)).findFirst();
  }

  static Optional<Keyword> ignoringCase(String word) {
    return Arrays.stream(values()).filter(k -> k.text().equalsIgnoreCase(word)).findFirst();
  }

  static List<String> texts(Scope scope) {
    return Arrays.stream(values()).filter(k -> k.allowed(scope)).map(Keyword::text).toList();
  }

  @Override
  public String toString() {
    return text();
  }
}
