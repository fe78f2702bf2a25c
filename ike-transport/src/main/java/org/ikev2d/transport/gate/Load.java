package org.ikev2d.transport.gate;

import java.net.InetAddress;
import org.ikev2d.wire.IkeSpi;

/**
 * How busy the responder is. Called on network loops: answers at once. Half-open are the IKE SAs
 * that wait for IKE_AUTH.
 */
public interface Load {
  /** No half-open IKE SA at all. */
  Load NONE =
      new Load() {
        @Override
        public int halfOpenTotal() {
          return 0;
        }

        @Override
        public int halfOpenFrom(InetAddress source) {
          return 0;
        }
      };

  int halfOpenTotal();

  /** Half-open IKE SAs with that peer; for IPv6 with all of its /64. */
  int halfOpenFrom(InetAddress source);

  /**
   * Whether a request with that SPI from there has already made a half-open IKE SA: a repetition of
   * it asks for no new one, so that no cookie is demanded for it.
   */
  default boolean isKnown(IkeSpi initiatorSpi, InetAddress source) {
    return false;
  }
}
