package org.ikev2d.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.ikev2d.wire.GroupId;

/**
 * All that is decided before a life begins; the same plan is the same life again.
 *
 * @param gapless whether nothing is deleted or forgotten, so that traffic that flows must go on
 * @param windowA how many requests at once A takes, from 1
 * @param windowB the same of B
 * @param pfs the group that CHILD SAs are replaced with
 * @param turned whether the sides prefer different groups
 * @param nat whether A is behind a NAT, whose mapping changes
 * @param hasty whether lifetimes are so short that they end within the life
 * @param more which exchanges have additional key exchanges
 * @param spared numbers of datagrams to which nothing happens
 */
record LifePlan(
    long seed,
    Weather weather,
    boolean gapless,
    int windowA,
    int windowB,
    GroupId pfs,
    boolean turned,
    boolean nat,
    boolean hasty,
    MoreKeyExchanges more,
    List<Action> actions,
    Set<Integer> spared) {
  private static final int SPAN_MILLIS = 60_000;
  private static final int MOST_ACTIONS = 24;

  LifePlan {
    actions = List.copyOf(actions);
    spared = Set.copyOf(spared);
  }

  /** The plan that a seed stands for, in the worst weather. */
  static LifePlan of(long seed) {
    return of(seed, Weather.STORM);
  }

  static LifePlan of(long seed, Weather weather) {
    Random random = new Random(seed * 31 + 7);
    boolean gapless = seed % 2 == 0;
    boolean nat = random.nextInt(4) == 0;
    boolean wide = random.nextInt(3) == 0;
    MoreKeyExchanges more = MoreKeyExchanges.of(seed);
    return new LifePlan(
        seed,
        weather,
        gapless,
        wide ? 1 + random.nextInt(8) : 1,
        wide ? 1 + random.nextInt(8) : 1,
        random.nextInt(3) == 0 || !more.child().isEmpty() ? GroupId.ECP_256 : GroupId.NONE,
        random.nextInt(4) == 0,
        nat,
        !gapless && random.nextInt(4) == 0,
        more,
        schedule(random, gapless, nat),
        Set.of());
  }

  /** Often several at nearly the same moment, since that is where exchanges meet. */
  private static List<Action> schedule(Random random, boolean gapless, boolean nat) {
    List<Action> actions = new ArrayList<>();
    int count = 4 + random.nextInt(MOST_ACTIONS);
    int at = 0;
    for (int i = 0; i < count; i++) {
      if (random.nextInt(3) == 0) {
        at = random.nextInt(SPAN_MILLIS);
      } else {
        at += random.nextInt(60);
      }
      Action.Kind kind = nat && random.nextInt(6) == 0 ? Action.Kind.MOVE : kind(random, gapless);
      actions.add(new Action(at, random.nextBoolean(), kind, random.nextInt(16)));
    }
    actions.sort(Comparator.comparingInt(Action::atMillis));
    return actions;
  }

  private static Action.Kind kind(Random random, boolean gapless) {
    int dice = random.nextInt(gapless ? 75 : 100);
    if (dice < 15) {
      return Action.Kind.NEW_CHILD;
    } else if (dice < 50) {
      return Action.Kind.REKEY_CHILD;
    } else if (dice < 75) {
      return Action.Kind.REKEY_IKE;
    } else if (dice < 90) {
      return Action.Kind.DELETE_CHILD;
    }
    return dice < 97 ? Action.Kind.DELETE_IKE : Action.Kind.RESTART;
  }

  LifePlan withActions(List<Action> fewer) {
    return new LifePlan(
        seed, weather, gapless, windowA, windowB, pfs, turned, nat, hasty, more, fewer, spared);
  }

  LifePlan sparing(Set<Integer> numbers) {
    return new LifePlan(
        seed, weather, gapless, windowA, windowB, pfs, turned, nat, hasty, more, actions, numbers);
  }

  /** One line for what is not in the actions. */
  String conditions() {
    return "%s, windows %d and %d, PFS %s%s%s%s%s%s"
        .formatted(
            weather,
            windowA,
            windowB,
            pfs,
            turned ? ", different groups preferred" : "",
            nat ? ", NAT" : "",
            hasty ? ", short lifetimes" : "",
            more,
            gapless ? ", traffic must flow" : "");
  }
}
