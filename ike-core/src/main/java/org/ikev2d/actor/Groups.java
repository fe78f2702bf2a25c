package org.ikev2d.actor;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * IKE SAs by something they share. Most groups have one member, which is why there is no set for
 * those. Safe for concurrent use.
 */
final class Groups<K> {
  private final ConcurrentMap<K, Collection<SaActor>> members = new ConcurrentHashMap<>();

  void add(K key, SaActor actor) {
    members.merge(key, List.of(actor), (present, one) -> join(present, actor));
  }

  void remove(K key, SaActor actor) {
    members.computeIfPresent(key, (k, present) -> without(present, actor));
  }

  /** A view; what joins or leaves meanwhile may be in it or not. */
  Collection<SaActor> of(K key) {
    return members.getOrDefault(key, List.of());
  }

  private static Collection<SaActor> join(Collection<SaActor> present, SaActor actor) {
    Collection<SaActor> many = present;
    if (!(present instanceof Set)) {
      many = ConcurrentHashMap.newKeySet();
      many.addAll(present);
    }
    many.add(actor);
    return many;
  }

  /** Null has the map forget the key. */
  private static @Nullable Collection<SaActor> without(Collection<SaActor> present, SaActor actor) {
    if (present instanceof Set) {
      present.remove(actor);
      return present.isEmpty() ? null : present;
    }
    return present.contains(actor) ? null : present;
  }
}
