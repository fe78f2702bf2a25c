package org.ikev2d.sim;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.ikev2d.port.SaId;
import org.ikev2d.wire.ChildSpi;

/**
 * Sends without a pause, as it were, from one node to the other under every policy: once packets
 * get through they always must, as long as SAs are only replaced. A packet may be on its way for a
 * second.
 */
final class TrafficWatch implements WatchedKernel.Watcher {
  private static final long ON_ITS_WAY = Duration.ofSeconds(1).toNanos();

  private final SimNode sender;
  private final SimNode receiver;
  private final ManualClock clock;
  private final Consumer<String> violation;
  private final Map<Integer, SaId> current = new HashMap<>();
  private final Map<ChildSpi, Long> lastSent = new HashMap<>();
  private final Set<Integer> flowing = new HashSet<>();
  private boolean ended;

  TrafficWatch(SimNode sender, SimNode receiver, ManualClock clock, Consumer<String> violation) {
    this.sender = sender;
    this.receiver = receiver;
    this.clock = clock;
    this.violation = violation;
  }

  /** From now on gaps are to be expected: something was deleted or forgotten. */
  void end() {
    ended = true;
  }

  @Override
  public void outboundChanged(int reqid) {
    Optional<SaId> choice = sender.watched().choice(reqid);
    SaId before = choice.isPresent() ? current.put(reqid, choice.get()) : current.remove(reqid);
    if (before != null) {
      lastSent.put(before.spi(), clock.nanoTime());
    }
    look(reqid);
  }

  /** Whether a packet that arrives now is taken. */
  private void look(int reqid) {
    SaId choice = current.get(reqid);
    if (choice != null && receiver.watched().takes(choice.spi())) {
      flowing.add(reqid);
    } else if (flowing.contains(reqid) && !ended) {
      violation.accept(
          "gap: "
              + sender
              + " sends under reqid "
              + reqid
              + " on "
              + (choice == null ? "no SA" : choice + ", which " + receiver + " has not"));
    }
  }

  /** At the other node. */
  void receiverRemoved(SaId id) {
    current.forEach((reqid, choice) -> {
      if (choice.spi().equals(id.spi())) {
        look(reqid);
      }
    });
    Long last = lastSent.get(id.spi());
    if (!ended && last != null && clock.nanoTime() - last < ON_ITS_WAY) {
      violation.accept("gap: " + receiver + " removed " + id + " with packets on their way");
    }
  }
}
