package org.ikev2d.actor;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.HeldTicket;
import org.jspecify.annotations.Nullable;

/**
 * Tickets of gateways that we have lost, each for one try to resume. Bounded in number and time.
 */
final class TicketStore {
  private static final int MOST = 1024;

  private final Map<Key, HeldTicket> tickets = new LinkedHashMap<>();

  private record Key(String rule, InetAddress gateway) {}

  synchronized void keep(Effect.KeepTicket kept) {
    close(tickets.put(new Key(kept.rule(), kept.gateway()), kept.ticket()));
    if (tickets.size() > MOST) {
      Key oldest = tickets.keySet().iterator().next();
      close(tickets.remove(oldest));
    }
  }

  /** The ticket, which is no longer here then; empty if there is none or it is too old. */
  synchronized Optional<HeldTicket> take(String rule, InetAddress gateway, long nanos) {
    Optional<HeldTicket> found = Optional.ofNullable(tickets.remove(new Key(rule, gateway)));
    if (found.isPresent() && found.get().untilNanos() - nanos <= 0) {
      close(found.get());
      return Optional.empty();
    }
    return found;
  }

  private static void close(@Nullable HeldTicket ticket) {
    if (ticket != null) {
      ticket.close();
    }
  }
}
