package org.ikev2d.transport;

import java.util.Map;

/**
 * Datagrams since the transport was opened; octets are those of the UDP payload.
 *
 * @param received all that arrived, those dropped later included
 * @param sent all that the system took
 * @param dropped one entry for every reason
 */
public record TransportSnapshot(
    long received, long receivedOctets, long sent, long sentOctets, Map<DropReason, Long> dropped) {
  public TransportSnapshot {
    dropped = Map.copyOf(dropped);
  }

  public long dropped(DropReason reason) {
    return dropped.getOrDefault(reason, 0L);
  }
}
