package org.ikev2d.sa;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The traits of an IKE SA, at most one of each type. Immutable. */
public final class Traits {
  public static final Traits NONE = new Traits(Map.of());

  private final Map<Class<? extends Trait>, Trait> byType;

  private Traits(Map<Class<? extends Trait>, Trait> byType) {
    this.byType = byType;
  }

  public <T extends Trait> Optional<T> get(Class<T> type) {
    return Optional.ofNullable(byType.get(type)).map(type::cast);
  }

  public boolean has(Class<? extends Trait> type) {
    return byType.containsKey(type);
  }

  /** These traits with one added or replaced. */
  public Traits with(Trait trait) {
    Map<Class<? extends Trait>, Trait> more = new HashMap<>(byType);
    more.put(trait.getClass(), trait);
    return new Traits(Map.copyOf(more));
  }

  /** These traits without one. */
  public Traits without(Class<? extends Trait> type) {
    Map<Class<? extends Trait>, Trait> less = new HashMap<>(byType);
    less.remove(type);
    return new Traits(Map.copyOf(less));
  }
}
