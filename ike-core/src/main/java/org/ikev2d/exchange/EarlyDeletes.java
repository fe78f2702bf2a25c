package org.ikev2d.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.Task;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ProtocolId;

/**
 * Deletes that overtake the answer which makes their CHILD SA: what the answer then brings is gone
 * already.
 */
final class EarlyDeletes {
  /** A peer has few reasons to do this, and none to do it often. */
  private static final int MOST = 8;

  private EarlyDeletes() {}

  /** Outbound SPIs that the peer has deleted before we knew of them. */
  record Noted(List<ChildSpi> spis) implements Trait {
    Noted {
      spis = List.copyOf(spis);
    }
  }

  /** Remembers an unknown SPI, if an answer that may name it is still to come. */
  static void note(Turn turn, ProtocolId protocol, ChildSpi spi) {
    boolean awaited = Collisions.isBusyWithChild(turn.sa());
    List<ChildSpi> known =
        new ArrayList<>(turn.traits().get(Noted.class).map(Noted::spis).orElse(List.of()));
    if (awaited && !protocol.equals(ProtocolId.IKE) && known.size() < MOST) {
      known.add(spi);
      turn.learn(new Noted(known));
    }
  }

  /** Whether a CHILD SA that an answer has just made is still wanted by the peer. */
  static boolean survives(Turn turn, ChildSa made) {
    List<ChildSpi> rest =
        new ArrayList<>(turn.traits().get(Noted.class).map(Noted::spis).orElse(List.of()));
    boolean deleted = rest.remove(made.outbound().spi());
    // With a window above one there may be other answers still to come.
    if (rest.isEmpty() || !Collisions.isMakingChild(turn.sa())) {
      turn.update(s -> s.withTraits(s.traits().without(Noted.class)));
    } else {
      turn.learn(new Noted(rest));
    }
    if (deleted) {
      Tasks.add(turn, new Task.DeleteChild(made.protocol(), made.spi(), OptionalLong.empty()));
    }
    return !deleted;
  }
}
