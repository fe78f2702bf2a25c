package org.ikev2d.actor;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.port.Path;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.Inbound;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IkeSpi;

/**
 * The last words of IKE SAs that are gone: a peer whose Delete we have answered repeats it when the
 * answer was lost, and gets the answer once more (RFC 7296 section 2.1). Bounded in number and
 * time. The answer goes where it went before, so that nobody can have it sent elsewhere.
 */
final class Graves {
  private static final int MOST = 1024;
  private static final long REST_NANOS = Duration.ofSeconds(60).toNanos();

  /** A peer gives up sooner; whoever pretends to be it gets no more out of us than this. */
  private static final int MOST_ANSWERS = 16;

  private final Map<IkeSpi, Grave> graves = new LinkedHashMap<>();

  private record Grave(Inbound inbound, Path path, long nanos, int answered) {
    Grave again() {
      return new Grave(inbound, path, nanos, answered + 1);
    }
  }

  record Words(Path path, List<Bytes> datagrams) {}

  /**
   * Keeps what was said last.
   *
   * @param sa one that was established: others have no Delete to answer, and anybody can have
   *     thousands of them
   */
  synchronized void bury(IkeSa sa, long nanos) {
    makeRoom(nanos);
    if (!sa.inbound().answers().isEmpty()) {
      graves.put(sa.localSpi(), new Grave(sa.inbound(), sa.path(), nanos, 0));
    }
  }

  /** The oldest come first, so that only those are looked at that go. */
  private void makeRoom(long nanos) {
    Iterator<Grave> oldest = graves.values().iterator();
    while (oldest.hasNext()) {
      boolean stays = nanos - oldest.next().nanos <= REST_NANOS && graves.size() < MOST;
      if (stays) {
        return;
      }
      oldest.remove();
    }
  }

  /** The answer to a request that was answered while the IKE SA lived. */
  synchronized Optional<Words> answer(Path path, MessageHeader header, long nanos) {
    Grave grave = graves.get(header.receiverSpi());
    if (grave == null
        || header.response()
        || !header.exchange().equals(ExchangeType.INFORMATIONAL)
        || nanos - grave.nanos > REST_NANOS
        || !path.equals(grave.path)
        || grave.answered >= MOST_ANSWERS) {
      return Optional.empty();
    }
    graves.put(header.receiverSpi(), grave.again());
    return grave.inbound.answer(header.messageId()).map(a -> new Words(grave.path, a));
  }
}
