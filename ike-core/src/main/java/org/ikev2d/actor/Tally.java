package org.ikev2d.actor;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.ikev2d.actor.EndpointCounters.Side;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.sa.Role;

/** The counters of an endpoint while it runs. */
final class Tally {
  final LongAdder unknownSpi = new LongAdder();
  final LongAdder overflows = new LongAdder();
  final LongAdder faults = new LongAdder();
  private final LongAdder timeouts = new LongAdder();
  private final OneSide initiator = new OneSide();
  private final OneSide responder = new OneSide();
  private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();

  void attempted(Role role) {
    side(role).attempted.increment();
  }

  void established(Role role) {
    side(role).current.increment();
    side(role).total.increment();
  }

  void ended(Role role) {
    side(role).current.decrement();
  }

  void failed(Role role) {
    side(role).failed.increment();
  }

  /** Counts a refusal; reasons are a closed set of names, so the table stays small. */
  void refused(Role role, Refusal refusal) {
    failures.computeIfAbsent(refusal.reason(), r -> new LongAdder()).increment();
    if (role == Role.INITIATOR && refusal instanceof Refusal.PeerSilent) {
      timeouts.increment();
    }
  }

  EndpointCounters read(int halfOpen, int children) {
    Map<String, Long> byReason = new TreeMap<>();
    failures.forEach((reason, count) -> byReason.put(reason, count.sum()));
    return new EndpointCounters(
        initiator.read(),
        responder.read(),
        timeouts.sum(),
        halfOpen,
        children,
        unknownSpi.sum(),
        overflows.sum(),
        faults.sum(),
        byReason);
  }

  private OneSide side(Role role) {
    return role == Role.INITIATOR ? initiator : responder;
  }

  private static final class OneSide {
    final LongAdder current = new LongAdder();
    final LongAdder total = new LongAdder();
    final LongAdder attempted = new LongAdder();
    final LongAdder failed = new LongAdder();

    Side read() {
      return new Side(current.sum(), total.sum(), attempted.sum(), failed.sum());
    }
  }
}
