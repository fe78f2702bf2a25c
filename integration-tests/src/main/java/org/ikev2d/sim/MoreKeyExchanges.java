package org.ikev2d.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ikev2d.port.IkeXform;
import org.ikev2d.wire.GroupId;

/**
 * Additional key exchanges of a life (RFC 9370): each costs a round trip more, in which something
 * else may happen.
 *
 * @param child those of CHILD SAs
 * @param ike those of IKE SAs
 * @param mixed whether each side prefers another number of them for IKE SAs
 */
record MoreKeyExchanges(List<GroupId> child, List<GroupId> ike, boolean mixed) {
  private static final List<GroupId> ALL = List.of(GroupId.ML_KEM_512, GroupId.ML_KEM_768);

  MoreKeyExchanges {
    child = List.copyOf(child);
    ike = List.copyOf(ike);
  }

  /** A third of the lives have some. */
  static MoreKeyExchanges of(long seed) {
    Random random = new Random(seed * 131 + 19);
    if (random.nextInt(3) != 0) {
      return new MoreKeyExchanges(List.of(), List.of(), false);
    }
    List<GroupId> child = some(random);
    List<GroupId> ike = some(random);
    return new MoreKeyExchanges(child, ike, random.nextInt(3) == 0);
  }

  private static List<GroupId> some(Random random) {
    int dice = random.nextInt(4);
    return ALL.subList(0, dice == 3 ? 2 : Math.min(dice, 1));
  }

  /** What a side offers for IKE SAs. */
  List<IkeXform> xforms(IkeXform single, boolean first) {
    if (ike.isEmpty()) {
      return List.of(single);
    }
    List<IkeXform> all = new ArrayList<>(List.of(single.withAdditional(ike)));
    if (mixed) {
      all.add(first ? 1 : 0, single);
    }
    return all;
  }

  @Override
  public String toString() {
    String both = "";
    if (!child.isEmpty()) {
      both += ", CHILD SAs with " + child;
    }
    if (!ike.isEmpty()) {
      both += ", IKE SAs with " + ike + (mixed ? " or without" : "");
    }
    return both;
  }
}
