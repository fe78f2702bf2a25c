package org.ikev2d.pki.revoke;

/** What one source says of one certificate. */
sealed interface CertState {
  /** Not revoked. */
  record Good() implements CertState {}

  /** Revoked, with moment and reason as far as they are known. */
  record Revoked(String detail) implements CertState {}

  /**
   * The source does not tell.
   *
   * @param late whether a server did not answer in time
   */
  record Unknown(String why, boolean late) implements CertState {
    static Unknown of(String why) {
      return new Unknown(why, false);
    }
  }
}
