package org.ikev2d.payload;

import org.ikev2d.wire.Bytes;

/**
 * A selector of a type that is not understood.
 *
 * @param body all octets after type, the octet that follows it, and length
 * @param second the octet after the type: the protocol in the types of RFC 7296
 */
public record UnknownSelector(int tsType, int second, Bytes body) implements TrafficSelector {
  public UnknownSelector(int tsType, Bytes body) {
    this(tsType, 0, body);
  }
}
