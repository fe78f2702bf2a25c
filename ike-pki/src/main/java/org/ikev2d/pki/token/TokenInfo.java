package org.ikev2d.pki.token;

/**
 * A token in a slot (CK_TOKEN_INFO, PKCS#11 section 3.2).
 *
 * @param slot its number, which may change when tokens come and go
 * @param initialized whether it can be used at all
 * @param pinSet whether there is a PIN to log in with
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
    boolean pinLocked) {}
