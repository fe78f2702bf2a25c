package org.ikev2d.pki.token;

import java.util.Optional;

/**
 * A token in a slot (CK_TOKEN_INFO, PKCS#11 section 3.2).
 *
 * @param slot its number, which may change when tokens come and go
 * @param initialized whether it can be used at all
 * @param pinSet whether there is a PIN to log in with
 * @param lastTry whether one wrong PIN more would lock it
 * @param pinLocked whether too many wrong PINs have closed it
 */
public record TokenInfo(
    long slot,
    String label,
    String manufacturer,
    String model,
    String serial,
    boolean initialized,
    boolean pinSet,
    boolean lastTry,
    boolean pinLocked) {
  /**
   * Why nobody but a person should try a PIN now. A daemon that is started again and again with a
   * wrong PIN in its settings must not lock the token.
   */
  public Optional<String> unattendedObjection() {
    return pinLocked
        ? Optional.of("the PIN is locked after too many wrong ones")
        : lastTry
            ? Optional.of("one wrong PIN more would lock it, so that of the settings is not tried")
            : Optional.empty();
  }
}
