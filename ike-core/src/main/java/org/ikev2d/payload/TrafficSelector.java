package org.ikev2d.payload;

import org.ikev2d.wire.Bytes;

/** One traffic selector (RFC 7296 section 3.13.1). */
public sealed interface TrafficSelector permits AddressSelector, UnknownSelector {
  int TS_IPV4_ADDR_RANGE = 7;
  int TS_IPV6_ADDR_RANGE = 8;

  /** The selector type, 0 to 255. */
  int tsType();

  /** What the codec does not know: kept as it came, matched by nothing. */
  static TrafficSelector unknown(int tsType, Bytes body) {
    return new UnknownSelector(tsType, body);
  }
}
