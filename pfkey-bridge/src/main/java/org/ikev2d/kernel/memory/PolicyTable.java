package org.ikev2d.kernel.memory;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ikev2d.kernel.msg.SadbErrno;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.Direction;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.SaMove;
import org.ikev2d.port.Spd;

/** The SPD in memory. */
final class PolicyTable {
  private final Map<Integer, KernelPolicy> policies = new TreeMap<>();
  private final Map<Key, Integer> ids = new HashMap<>();
  private final int capacity;
  private int next = 1;

  /** What a kernel tells policies apart by. */
  private record Key(Direction direction, AddressSelector source, AddressSelector destination) {
    static Key of(KernelPolicy policy) {
      return new Key(policy.direction(), policy.source(), policy.destination());
    }
  }

  PolicyTable(int capacity) {
    this.capacity = capacity;
  }

  synchronized KernelAnswer<Integer> add(KernelPolicy policy) {
    boolean tunnelWithoutEnds =
        policy
            .template()
            .filter(t -> t.mode() == IpsecMode.TUNNEL)
            .filter(t -> t.source().isEmpty() || t.destination().isEmpty())
            .isPresent();
    if (tunnelWithoutEnds || (policy.discard() && policy.template().isPresent())) {
      return refused("SADB_X_SPDADD", SadbErrno.EINVAL);
    }
    if (idOf(policy).isPresent()) {
      return refused("SADB_X_SPDADD", SadbErrno.EEXIST);
    }
    if (policies.size() >= capacity) {
      return refused("SADB_X_SPDADD", SadbErrno.ENOSPC);
    }
    int id = next++ << 3 | policy.direction().ordinal();
    policies.put(id, policy);
    ids.put(Key.of(policy), id);
    return KernelAnswer.done(id);
  }

  synchronized KernelAnswer<KernelPolicy> delete(KernelPolicy policy) {
    Integer id = ids.remove(Key.of(policy));
    KernelPolicy removed = id == null ? null : policies.remove(id);
    return removed == null
        ? refused("SADB_X_SPDDELETE", SadbErrno.ENOENT)
        : KernelAnswer.done(removed);
  }

  /** Gives the templates of those policies that are here the new addresses. */
  synchronized void move(SaMove move) {
    for (KernelPolicy policy : move.policies()) {
      idOf(policy)
          .ifPresent(id -> policies.put(id, policy.between(move.source(), move.destination())));
    }
  }

  /** In the place of the one with the same selectors and direction. */
  synchronized KernelAnswer<Integer> replace(KernelPolicy policy) {
    Optional<Integer> id = idOf(policy);
    if (id.isEmpty()) {
      return refused("SADB_X_SPDUPDATE", SadbErrno.ENOENT);
    }
    policies.put(id.get(), policy);
    return KernelAnswer.done(id.get());
  }

  synchronized List<Spd.Installed> dump() {
    return policies.entrySet().stream()
        .map(e -> new Spd.Installed(e.getKey(), e.getValue()))
        .toList();
  }

  synchronized Optional<KernelPolicy> get(int id) {
    return Optional.ofNullable(policies.get(id));
  }

  /** The policy that decides about an outbound packet: lowest priority value, then oldest. */
  synchronized Optional<Spd.Installed> outbound(AddressSelector source, AddressSelector target) {
    return dump().stream()
        .filter(p -> p.policy().direction() == Direction.OUT)
        .filter(p -> p.policy().source().contains(source))
        .filter(p -> p.policy().destination().contains(target))
        .min(
            Comparator.<Spd.Installed>comparingLong(
                    p -> Integer.toUnsignedLong(p.policy().priority()))
                .thenComparingInt(Spd.Installed::id));
  }

  synchronized void clear() {
    policies.clear();
    ids.clear();
  }

  private Optional<Integer> idOf(KernelPolicy policy) {
    return Optional.ofNullable(ids.get(Key.of(policy)));
  }

  private static <T> KernelAnswer<T> refused(String operation, int errno) {
    return new KernelAnswer.Refused<>(operation, errno, SadbErrno.words(errno));
  }
}
