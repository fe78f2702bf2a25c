package org.ikev2d.actor;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ikev2d.port.TicketMarks;
import org.ikev2d.port.TicketMarks.Mark;
import org.ikev2d.wire.Bytes;

/**
 * The tickets that were used, and the IKE SAs whose tickets went with them. When there are too many
 * to remember, all tickets made so far are void instead: nobody gains by filling it.
 */
final class VoidTickets {
  /** Marks that are remembered, 65 536. */
  static final int MOST = 65_536;

  private final TicketMarks written;

  /** Until when each counts; the oldest come first. */
  private final Map<Bytes, Long> until = new LinkedHashMap<>();

  private long allBefore = Long.MIN_VALUE;
  private int lines;

  VoidTickets(TicketMarks written) {
    this.written = written;
    written.read(this::take);
  }

  private void take(Mark mark) {
    lines++;
    if (mark.id().equals(TicketMarks.ALL)) {
      allBefore = Math.max(allBefore, mark.epochMillis());
      until.clear();
    } else if (until.size() < MOST) {
      until.put(mark.id(), mark.epochMillis());
    } else {
      allBefore = Math.max(allBefore, mark.epochMillis());
    }
  }

  /**
   * @param made when a ticket was made
   */
  synchronized boolean areAllBefore(long made) {
    return made <= allBefore;
  }

  synchronized boolean contains(Bytes id) {
    return until.containsKey(id);
  }

  /** False if it is there already, or if there is no room: then all tickets are void. */
  synchronized boolean add(Bytes id, long end, long now) {
    forget(now);
    if (until.containsKey(id)) {
      return false;
    }
    if (until.size() >= MOST) {
      until.clear();
      allBefore = now;
      write(new Mark(TicketMarks.ALL, now));
      return false;
    }
    until.put(id, end);
    write(new Mark(id, end));
    return true;
  }

  private void forget(long now) {
    Iterator<Long> oldest = until.values().iterator();
    while (oldest.hasNext() && oldest.next() <= now) {
      oldest.remove();
    }
  }

  private void write(Mark mark) {
    if (lines++ < 2 * MOST) {
      written.append(mark);
      return;
    }
    List<Mark> all = new ArrayList<>();
    if (allBefore != Long.MIN_VALUE) {
      all.add(new Mark(TicketMarks.ALL, allBefore));
    }
    until.forEach((id, end) -> all.add(new Mark(id, end)));
    written.rewrite(all);
    lines = all.size();
  }
}
