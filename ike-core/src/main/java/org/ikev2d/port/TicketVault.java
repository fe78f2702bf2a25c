package org.ikev2d.port;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.IkeSpi;

/**
 * What a gateway seals its tickets of session resumption with (RFC 5723 section 6.1). Nobody else
 * can read or make them. Every call may be made from any thread.
 */
public interface TicketVault {
  /** How long after an authentication tickets are good. */
  Duration lifetime();

  /**
   * Makes a ticket.
   *
   * @param content is copied
   */
  Bytes seal(Secret content, SecureRandom random, long epochMillis);

  /** What is in a ticket; empty if it is not one of ours, or its key is too old. */
  Optional<Secret> open(Bytes ticket, long epochMillis);

  boolean isSpent(Bytes ticket);

  /**
   * Marks a ticket as used, once its holder has proved that it is his.
   *
   * @return false if it was used before, or that could not be remembered
   */
  boolean spend(Bytes ticket, long epochMillis);

  /** The IKE SA with that SPI of ours was deleted, and what was made for it is void. */
  void revoke(IkeSpi spi, long epochMillis);

  /**
   * Whether tickets made then for that IKE SA are void.
   *
   * @param madeMillis when, since the epoch
   */
  boolean isRevoked(IkeSpi spi, long madeMillis);
}
