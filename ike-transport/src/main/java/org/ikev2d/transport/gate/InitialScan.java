package org.ikev2d.transport.gate;

import java.util.Optional;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;

/**
 * What a cookie is made of, found by walking along the generic payload headers of an initial
 * request (RFC 7296 section 3.2) without decoding the payloads.
 *
 * @param nonce Ni
 * @param cookie data of N(COOKIE) where there is one of a length that cookies can have
 */
record InitialScan(Bytes nonce, Optional<Bytes> cookie) {
  private static final int HEADER_OCTETS = 28;
  private static final int FIRST_TYPE_AT = 16;
  private static final int GENERIC_OCTETS = 4;

  /** Protocol, SPI size and type of a Notify payload. */
  private static final int NOTIFY_OCTETS = 4;

  private static final int MAX_PAYLOADS = 128;
  private static final int MIN_NONCE = 16;
  private static final int MAX_NONCE = 256;
  private static final int MAX_COOKIE = 64;

  /** Empty if the payloads do not fill the datagram, or unless one of them is a nonce. */
  static Optional<InitialScan> of(Bytes datagram) {
    Optional<Bytes> nonce = Optional.empty();
    Optional<Bytes> cookie = Optional.empty();
    int type = datagram.at(FIRST_TYPE_AT);
    int at = HEADER_OCTETS;
    for (int count = 0; type != PayloadType.NONE.code(); count++) {
      int left = datagram.length() - at;
      int length = left < GENERIC_OCTETS ? 0 : datagram.shortAt(at + 2);
      if (count == MAX_PAYLOADS || length < GENERIC_OCTETS || length > left) {
        return Optional.empty();
      }
      Bytes body = datagram.slice(at + GENERIC_OCTETS, at + length);
      if (type == PayloadType.NONCE.code()) {
        if (nonce.isPresent() || body.length() < MIN_NONCE || body.length() > MAX_NONCE) {
          return Optional.empty();
        }
        nonce = Optional.of(body);
      } else if (type == PayloadType.NOTIFY.code() && cookie.isEmpty()) {
        cookie = cookieIn(body);
      }
      type = datagram.at(at);
      at += length;
    }
    Optional<Bytes> found = cookie;
    return at == datagram.length()
        ? nonce.map(octets -> new InitialScan(octets, found))
        : Optional.empty();
  }

  private static Optional<Bytes> cookieIn(Bytes body) {
    if (body.length() < NOTIFY_OCTETS || body.shortAt(2) != NotifyType.COOKIE.code()) {
      return Optional.empty();
    }
    int from = NOTIFY_OCTETS + body.at(1);
    int octets = body.length() - from;
    return octets >= 1 && octets <= MAX_COOKIE
        ? Optional.of(body.slice(from, body.length()))
        : Optional.empty();
  }
}
