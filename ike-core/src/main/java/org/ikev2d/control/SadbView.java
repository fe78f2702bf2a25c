package org.ikev2d.control;

/**
 * One SA of the SADB as the daemon's backend holds it.
 *
 * @param protocol ESP or AH
 * @param spi eight hexadecimal digits after {@code 0x}
 * @param state LARVAL, MATURE, DYING or DEAD
 * @param mode TRANSPORT, TUNNEL, or empty where the SADB does not tell
 * @param authAlgorithm the SADB's own number
 * @param authKey hexadecimal digits; empty where {@code keysShown} is false
 * @param authKeyBits length of the key, shown or not
 * @param keysShown whether the daemon's privilege level let the keys out
 * @param addTime seconds since the epoch
 * @param useTime seconds since the epoch of first use; 0 if never used
 * @param sourcePort of UDP encapsulation; 0 for none
 * @param destinationPort of UDP encapsulation; 0 for none
 */
public record SadbView(
    String protocol,
    String spi,
    String source,
    String destination,
    String state,
    String mode,
    int reqid,
    int authAlgorithm,
    String authKey,
    int authKeyBits,
    int encryptAlgorithm,
    String encryptKey,
    int encryptKeyBits,
    boolean keysShown,
    int replayWindow,
    long packets,
    long bytes,
    long addTime,
    long useTime,
    RuleView.LifetimeView lifetime,
    int sourcePort,
    int destinationPort) {
  /** Keys belong to no log. */
  @Override
  public String toString() {
    return protocol + " " + spi + " " + source + "->" + destination + " " + state;
  }
}
