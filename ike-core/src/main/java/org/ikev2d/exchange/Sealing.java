package org.ikev2d.exchange;

import java.util.List;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.payload.Payload;
import org.ikev2d.sa.Keyed;
import org.ikev2d.wire.Bytes;

/** Protects a message whole or, where both sides can, in fragments (RFC 7383). */
final class Sealing {
  /** Octets of an IPv4 header without options, and of a UDP header. */
  private static final int IPV4_UDP = 28;

  private static final int IPV6_UDP = 48;
  private static final int NON_ESP_MARKER = 4;

  private Sealing() {}

  static List<Bytes> seal(Turn turn, Keyed keyed, MessageHeader header, List<Payload> inner) {
    Context context = turn.context();
    if (!turn.traits().has(Fragmentation.Agreed.class)) {
      return List.of(keyed.envelope().seal(header, inner, context.random()));
    }
    int overhead = turn.sa().path().remoteAddress().getAddress().length == 4 ? IPV4_UDP : IPV6_UDP;
    int room = context.settings().fragmentationMtu() - overhead;
    if (turn.sa().path().marked()) {
      room -= NON_ESP_MARKER;
    }
    return keyed.envelope().sealFragments(header, inner, room, context.random());
  }
}
