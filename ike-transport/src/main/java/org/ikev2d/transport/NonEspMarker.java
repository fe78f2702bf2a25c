package org.ikev2d.transport;

import org.ikev2d.wire.Bytes;

/** Tells apart what arrives on the NAT traversal port (RFC 3948 section 2). */
final class NonEspMarker {
  /** Octets of the marker, all zero, where ESP has its SPI. */
  static final int LENGTH = 4;

  enum Kind {
    IKE,
    ESP,
    KEEPALIVE,
    RUNT
  }

  private NonEspMarker() {}

  static Kind kindOf(Bytes datagram) {
    if (datagram.length() < LENGTH) {
      return datagram.length() == 1 && datagram.at(0) == 0xff ? Kind.KEEPALIVE : Kind.RUNT;
    }
    return datagram.intAt(0) == 0 ? Kind.IKE : Kind.ESP;
  }
}
