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
    int room = room(turn, PathMtu.octets(turn));
    return keyed.envelope().sealFragments(header, inner, room, context.random());
  }

  /** Octets of an IKE message in an IP packet of that size. */
  static int room(Turn turn, int packet) {
    boolean v4 = turn.sa().path().remoteAddress().getAddress().length == 4;
    int marker = turn.sa().path().marked() ? NON_ESP_MARKER : 0;
    return packet - (v4 ? IPV4_UDP : IPV6_UDP) - marker;
  }
}
