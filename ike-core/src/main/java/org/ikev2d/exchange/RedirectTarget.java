package org.ikev2d.exchange;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.NotifyType;

/**
 * The gateway that a notification names (RFC 5685 sections 7.2 and 7.3): kind and length, one octet
 * each, then its address or name; in the answer to IKE_SA_INIT then the client's nonce.
 *
 * @param address 4 or 16 octets
 * @param nonce empty where there is none
 */
record RedirectTarget(InetAddress address, Bytes nonce) {
  private static final int IPV4 = 1;
  private static final int IPV6 = 2;

  /** Empty if it is broken, or a name: those we do not look up. */
  static Optional<RedirectTarget> read(NotifyPayload notify) {
    Bytes data = notify.data();
    if (data.length() < 2 || data.length() < 2 + data.at(1)) {
      return Optional.empty();
    }
    int length = data.at(1);
    boolean known = data.at(0) == IPV4 && length == 4 || data.at(0) == IPV6 && length == 16;
    return known
        ? Optional.of(
            new RedirectTarget(
                address(data.slice(2, 2 + length)), data.slice(2 + length, data.length())))
        : Optional.empty();
  }

  private static InetAddress address(Bytes octets) {
    try {
      return InetAddress.getByAddress(octets.toArray());
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  NotifyPayload toPayload(NotifyType type) {
    byte[] octets = address.getAddress();
    return NotifyPayload.of(
        type,
        Bytes.concat(
            Bytes.of(octets.length == 4 ? IPV4 : IPV6, octets.length), Bytes.wrap(octets), nonce));
  }
}
