package org.ikev2d.transport;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts datagrams; cheap to write from many threads. */
final class TransportCounters {
  private final LongAdder received = new LongAdder();
  private final LongAdder receivedOctets = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder sentOctets = new LongAdder();
  private final Map<DropReason, LongAdder> dropped = new EnumMap<>(DropReason.class);

  TransportCounters() {
    for (DropReason reason : DropReason.values()) {
      dropped.put(reason, new LongAdder());
    }
  }

  void received(int octets) {
    received.increment();
    receivedOctets.add(octets);
  }

  void sent(int octets) {
    sent.increment();
    sentOctets.add(octets);
  }

  @SuppressWarnings("NullAway") // every reason has its counter from the constructor on
  void dropped(DropReason reason) {
    dropped.get(reason).increment();
  }

  TransportSnapshot snapshot() {
    Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
    dropped.forEach((reason, count) -> drops.put(reason, count.sum()));
    return new TransportSnapshot(
        received.sum(), receivedOctets.sum(), sent.sum(), sentOctets.sum(), drops);
  }
}
