package org.ikev2d.actor;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.wire.NotifyType;

/** Commands that wait for an IKE SA to report their outcome. */
final class Commands {
  private final AtomicLong next = new AtomicLong(1);
  private final ConcurrentMap<Long, CompletableFuture<CommandOutcome>> open =
      new ConcurrentHashMap<>();

  /** A command under way. */
  record Ticket(long number, CompletableFuture<CommandOutcome> outcome) {}

  Ticket open() {
    long number = next.getAndIncrement();
    CompletableFuture<CommandOutcome> outcome = new CompletableFuture<>();
    open.put(number, outcome);
    return new Ticket(number, outcome);
  }

  void close(long number, CommandOutcome outcome) {
    CompletableFuture<CommandOutcome> waiting = open.remove(number);
    if (waiting != null) {
      waiting.complete(outcome);
    }
  }

  /** Commands that still wait; a quiet endpoint has none. */
  int waiting() {
    return open.size();
  }

  static CompletableFuture<CommandOutcome> failed(String what, String why) {
    return CompletableFuture.completedFuture(
        new CommandOutcome.Failed(
            new Refusal.NotPossible(what, why, NotifyType.TEMPORARY_FAILURE)));
  }
}
