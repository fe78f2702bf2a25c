package org.ikev2d.actor;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.ikev2d.wire.IkeSpi;
import org.jspecify.annotations.Nullable;

/**
 * IKE SAs by something they share. Most groups have one member, which is why there is no map for
 * those. The order within a group is that of their SPIs, so that a simulation can be repeated. Safe
 * for concurrent use.
 */
final class Groups<K> {
  private final ConcurrentMap<K, Members> groups = new ConcurrentHashMap<>();

  private sealed interface Members {
    record One(SaActor actor) implements Members {}

    record Many(ConcurrentMap<IkeSpi, SaActor> bySpi) implements Members {}
  }

  void add(K key, SaActor actor) {
    groups.merge(key, new Members.One(actor), (present, one) -> join(present, actor));
  }

  void remove(K key, SaActor actor) {
    groups.computeIfPresent(key, (k, present) -> without(present, actor));
  }

  /** A view; what joins or leaves meanwhile may be in it or not. */
  Collection<SaActor> of(K key) {
    return switch (groups.get(key)) {
      case null -> List.of();
      case Members.One one -> List.of(one.actor);
      case Members.Many many -> many.bySpi.values();
    };
  }

  private static Members join(Members present, SaActor actor) {
    return switch (present) {
      case Members.One one -> {
        ConcurrentMap<IkeSpi, SaActor> both = new ConcurrentHashMap<>();
        both.put(one.actor.sa().localSpi(), one.actor);
        both.put(actor.sa().localSpi(), actor);
        yield new Members.Many(both);
      }
      case Members.Many many -> {
        many.bySpi.put(actor.sa().localSpi(), actor);
        yield many;
      }
    };
  }

  /** Null has the map forget the key. */
  private static @Nullable Members without(Members present, SaActor actor) {
    return switch (present) {
      case Members.One one -> one.actor == actor ? null : present;
      case Members.Many many -> {
        many.bySpi.remove(actor.sa().localSpi(), actor);
        yield many.bySpi.isEmpty() ? null : many;
      }
    };
  }
}
