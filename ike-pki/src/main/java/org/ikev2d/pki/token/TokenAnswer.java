package org.ikev2d.pki.token;

/** What a token answered. */
public sealed interface TokenAnswer<T> {
  record Good<T>(T value) implements TokenAnswer<T> {}

  /** What failed, with the code of PKCS#11 in words where it is a usual one. */
  record Failed<T>(String why) implements TokenAnswer<T> {}
}
